package io.mediary.media.kurento;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** The instances of a test, and who of them lives: as heartbeats and the instances' channels would tell. */
final class Family {

    private final Vertx vertx;
    private final Ownership ownership;
    private final Map<String, TestPlane.Succession> members = new ConcurrentHashMap<>();
    private final Set<String> gone = ConcurrentHashMap.newKeySet();
    private volatile boolean deaf;

    Family(Vertx vertx, Ownership ownership) {
        this.vertx = vertx;
        this.ownership = ownership;
    }

    /** An instance takes part. */
    TestPlane.Succession enter(String id, TestPlane plane) {
        TestPlane.Succession succession = plane.succession(ownership, new Member(id), vertx);
        members.put(id, succession);
        return succession;
    }

    /** All others know that it is gone. */
    void gone(String id) {
        gone.add(id);
        members.get(id).adoptions().close();
    }

    /** It was only asleep: all others hear of it again. */
    void wakes(String id) {
        gone.remove(id);
    }

    /** Nobody hears a bell any more. */
    void deaf() {
        deaf = true;
    }

    private final class Member implements Peers {

        private final String id;

        Member(String id) {
            this.id = id;
        }

        @Override
        public String self() {
            return id;
        }

        @Override
        public List<String> keepers() {
            Map<String, TestPlane.Succession> live = new TreeMap<>(members);
            live.keySet().removeAll(gone);
            return List.copyOf(live.keySet());
        }

        @Override
        public boolean isGone(String instance) {
            return gone.contains(instance);
        }

        @Override
        public boolean knows(String instance) {
            return members.containsKey(instance);
        }

        @Override
        public Uni<Void> offer(String instance, String session) {
            if (!deaf) {
                members.get(instance).adoptions().offered(session);
            }
            return Uni.createFrom().voidItem();
        }
    }
}
