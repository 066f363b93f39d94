package io.mediary.room;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.store.Due;
import io.mediary.store.DueItems;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.OwnerIndex;
import io.mediary.store.Partition;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/** Ends rooms by the script {@code room_end}: once, with the word to each member, and without a lease. Thread-safe. */
@ApplicationScoped
public class RoomEnding {

    /** Deadline: nobody has published for the room's timeout. */
    static final String TIMEOUT = "timeout";
    /** Deadline: the room was never completed. */
    static final String CREATING = "creating";

    private static final Logger LOG = Logger.getLogger(RoomEnding.class);

    private final Scripts scripts;
    private final OwnerIndex owners;
    private final DueItems due;

    RoomEnding(Scripts scripts, OwnerIndex owners, DueItems due) {
        this.scripts = scripts;
        this.owners = owners;
        this.due = due;
    }

    /**
     * Ends a room now.
     *
     * @return whether this ended it; false where there is none
     */
    Uni<Boolean> end(String room, String destroyed) {
        return end(room, destroyed, "");
    }

    /** Ends a room if this deadline of it has passed, and nobody publishes. */
    Uni<Boolean> end(String room, String destroyed, String deadline) {
        return scripts.run("room_end", Keys.record(Kind.ROOM, room), room, destroyed, deadline)
                .flatMap(answer -> answer.get(0).toString().equals("ended")
                        ? unindexed(room, answer)
                        : Uni.createFrom().item(false));
    }

    /** So that the owner's list is right at once; the script has left a message that does it if this cannot. */
    private Uni<Boolean> unindexed(String room, Response ended) {
        String owner = ended.get(1).toString();
        DueItems.Claimed message = new DueItems.Claimed(Partition.of(room), ended.get(3).toString(),
                ended.get(4).toString());
        return owners.due(new Due(owners.kind(), owner, "unindex", ended.get(2).toString()))
                .chain(() -> due.done(message))
                .onFailure()
                .invoke(failure -> LOG.debugf("room %s stays in its owner's index for now: %s", room, failure))
                .onFailure().recoverWithNull()
                .replaceWith(true);
    }
}
