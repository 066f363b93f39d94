package io.mediary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.config.StoreConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/**
 * Which objects a user has. The index lies in another slot than the objects: an entry is written before its record and removed after it, so
 * readers take out entries whose record is gone, unless they are so young that their record may yet come. Takes the messages
 * {@code unindex} that ended records leave. Thread-safe.
 */
@ApplicationScoped
public class OwnerIndex implements DueHandler {

    private static final Logger LOG = Logger.getLogger(OwnerIndex.class);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int AT_ONCE = 512;
    private static final String GUEST = "-1";
    private static final int FULL = 0;
    private static final int WAS_GUEST = 2;
    /** Longer than a creation can take from the index entry to the record. */
    private static final Duration UNSETTLED = Duration.ofSeconds(60);

    private final Scripts scripts;
    private final int sessionsPerUser;
    private final int recordingsPerUser;
    private final int callsPerUser;
    private final Map<String, Long> mended = new ConcurrentHashMap<>();

    /** Over {@code scripts}, with the limits of {@code config}. */
    public OwnerIndex(Scripts scripts, StoreConfig config) {
        this.scripts = scripts;
        this.sessionsPerUser = config.sessionsPerUser();
        this.recordingsPerUser = config.recordingsPerUser();
        this.callsPerUser = config.callsPerUser();
    }

    /**
     * Enters a record that is to be made.
     *
     * @return whether it was there as somebody else's, in which the user is a guest; fails with {@code too_many_requests} where the user
     *         has as many of its kind as is allowed, but for a guest
     */
    Uni<Boolean> enter(NewRecord record) {
        return record.guest()
                ? guest(record.kind(), record.id(), record.user()).replaceWith(false)
                : enter(record.kind(), record.id(), record.user());
    }

    private Uni<Boolean> enter(Kind kind, String id, String user) {
        return entered(kind, id, user).onItem().transformToUni(entered -> entered != FULL
                ? Uni.createFrom().item(entered)
                : mend(kind, user).onItem().transformToUni(mended -> entered(kind, id, user)))
                .map(entered -> {
                    if (entered == FULL) {
                        throw Failure.of(ErrorCode.TOO_MANY_REQUESTS);
                    }
                    return entered == WAS_GUEST;
                });
    }

    private Uni<Integer> entered(Kind kind, String id, String user) {
        String limit = String.valueOf(switch (kind) {
            case SESSION, ROOM -> sessionsPerUser;
            case RECORDING -> recordingsPerUser;
            case CALL -> callsPerUser;
            case RELAY -> 0;
        });
        return scripts.run("index", Keys.user(kind, user), id, limit).map(Response::toInteger);
    }

    /** Enters somebody else's object that a user has to do with: it is listed, and does not count. */
    public Uni<Void> guest(Kind kind, String id, String user) {
        return scripts.run("index", Keys.user(kind, user), id, GUEST).replaceWithVoid();
    }

    /** Takes an object out; none is no error. */
    public Uni<Void> leave(Kind kind, String id, String user) {
        return scripts.command(Command.ZREM, Keys.user(kind, user), id).replaceWithVoid();
    }

    /** A user's objects of a kind. Entries whose record has gone without taking them out are looked for in the background. */
    Uni<List<String>> of(Kind kind, String user) {
        return scripts.run("owned", Keys.user(kind, user), String.valueOf(UNSETTLED.toMillis())).map(answer -> {
            if (answer.get(0).toInteger() == 1 && isToBeMended(kind, user)) {
                mend(kind, user).subscribe().with(done -> {
                }, failure -> LOG.debugf("index of %s: %s", user, failure.getMessage()));
            }
            return texts(answer.get(1));
        });
    }

    /** Once in a minute for each user. */
    private boolean isToBeMended(Kind kind, String user) {
        if (mended.size() > MOST_REMEMBERED) {
            mended.clear();
        }
        long now = System.nanoTime();
        return mended.compute(Keys.user(kind, user),
                (key, last) -> last == null || now - last > UNSETTLED.toNanos() ? now : last) == now;
    }

    /** Takes a user's entries of all kinds out whose record is gone. @return how many */
    Uni<Integer> mend(String user) {
        return Multi.createFrom().items(Kind.values()).onItem().transformToUniAndConcatenate(kind -> mend(kind, user))
                .collect().asList().map(mended -> mended.stream().mapToInt(Integer::intValue).sum());
    }

    /** Removes the entries whose record is gone. */
    private Uni<Integer> mend(Kind kind, String user) {
        return scripts.run("settled", Keys.user(kind, user), String.valueOf(UNSETTLED.toMillis()))
                .map(OwnerIndex::texts).onItem()
                .transformToUni(ids -> gone(kind, ids)).onItem().transformToUni(gone -> {
                    if (gone.isEmpty()) {
                        return Uni.createFrom().item(0);
                    }
                    List<String> args = new ArrayList<>(gone);
                    args.add(0, Keys.user(kind, user));
                    return scripts.command(Command.ZREM, args.toArray(String[]::new)).replaceWith(gone.size());
                });
    }

    /** In portions: a connection takes only so many commands before the first answer. */
    private Uni<List<String>> gone(Kind kind, List<String> ids) {
        return Multi.createFrom().iterable(ids).group().intoLists().of(AT_ONCE)
                .onItem().transformToUniAndConcatenate(portion -> goneOf(kind, portion))
                .onItem().<String>transformToIterable(gone -> gone)
                .collect().asList();
    }

    private Uni<List<String>> goneOf(Kind kind, List<String> ids) {
        List<Scripts.Call> calls = ids.stream()
                .map(id -> new Scripts.Call("lives", List.of(Keys.record(kind, id)), List.of())).toList();
        return scripts.together(calls).map(answers -> {
            List<String> gone = new ArrayList<>();
            for (int i = 0; i < ids.size(); i++) {
                if (answers.get(i).toInteger() == 0) {
                    gone.add(ids.get(i));
                }
            }
            return gone;
        });
    }

    /** {@code user}: the target of its messages is a user. */
    @Override
    public String kind() {
        return "user";
    }

    /** Takes an ended object out of its owner's index: the payload is its kind, id, and when it ended. */
    @Override
    public Uni<Void> due(Due due) {
        JsonNode ended = Plans.read(due.payload());
        String key = "mediary:user:" + ended.path(0).asText() + ":" + due.object();
        return scripts.run("unindex", key, ended.path(1).asText(), ended.path(2).asText()).replaceWithVoid();
    }

    static List<String> texts(Response answer) {
        List<String> texts = new ArrayList<>(answer.size());
        answer.forEach(text -> texts.add(text.toString()));
        return texts;
    }
}
