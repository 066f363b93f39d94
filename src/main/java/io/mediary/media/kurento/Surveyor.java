package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Looks after sessions of which events may have been missed, several at a time, and has told what it saw before what comes then. Thread-safe.
 */
final class Surveyor {

    private static final Logger LOG = Logger.getLogger(Surveyor.class);
    private static final int AT_A_TIME = 16;
    /** One session: its transaction, its candidates, and that it is told. */
    private static final Duration LONGEST = Duration.ofSeconds(45);
    /** So long after a look at a gathering endpoint it has gathered: what cannot be reached has failed by then. */
    private static final Duration GATHERED = Duration.ofSeconds(5);

    private static final Duration AGAIN = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Line line;
    private final Function<String, Uni<Boolean>> closed;
    private final Vertx vertx;
    /** Sessions that are going to be looked at again. */
    private final Set<String> waiting = ConcurrentHashMap.newKeySet();

    /** @param closed whether what lived in a Kurento session lives elsewhere by now */
    Surveyor(Line line, Function<String, Uni<Boolean>> closed, Vertx vertx) {
        this.line = line;
        this.closed = closed;
        this.vertx = vertx;
    }

    /** All sessions that live on the line: after it could not hear. Where one cannot be looked at now, what it tells waits, and there is another look. */
    void look() {
        each(line.events().book(),
                (session, elements) -> orLater(session, one(session, false)).onFailure().recoverWithNull())
                .subscribe().with(done -> {
                });
    }

    /**
     * Sessions that are to live on the line from now on. Nobody knows whether one that could not be looked at was moved: it is looked at again until that
     * is told, as it is where the caller gives up.
     *
     * @param book their elements
     * @return fails where one could not be looked at; then what was not moved is to be taken again
     */
    Uni<Void> take(Map<String, Set<String>> book) {
        return each(book, (session, elements) -> {
            line.events().hold(session, elements);
            return orLater(session, seen(session, Survey.moving(line, session, elements), false));
        });
    }

    /**
     * What is still heard by a Kurento session that was given up is to live here, once the line is up and the heir has done with it: it was made after the heir
     * had looked.
     */
    void recover(String former) {
        recover(former, pauses());
    }

    private void recover(String former, Backoff pauses) {
        vertx.setTimer(pauses.next(), now -> {
            if (line.isClosed()) {
                return;
            }
            if (!line.isUp()) {
                recover(former);
                return;
            }
            closed.apply(former)
                    .chain(done -> done
                            ? heardBy(former).chain(this::take)
                            : Uni.createFrom().voidItem().invoke(() -> recover(former)))
                    .subscribe().with(done -> {
                    }, failure -> {
                        LOG.warnf("%s: what Kurento session %s heard is not moved yet: %s", line, former,
                                failure.toString());
                        recover(former, pauses);
                    });
        });
    }

    /** The elements of the line's pipeline that a Kurento session hears, by the sessions that they belong to. */
    Uni<Map<String, Set<String>>> heardBy(String kurentoSession) {
        return new Inventory(line::transaction, line.elements(), line.pipeline()).heardBy(kurentoSession);
    }

    private static Uni<Void> each(Map<String, Set<String>> book,
            BiFunction<String, Set<String>, Uni<Void>> look) {
        return Multi.createFrom().iterable(List.copyOf(book.entrySet())).onItem()
                .transformToUni(each -> Uni.createFrom().deferred(() -> look.apply(each.getKey(), each.getValue())))
                .collectFailures().merge(AT_A_TIME).collect().asList().replaceWithVoid();
    }

    /** A line that is down looks at everything when it is up again. */
    private Uni<Void> one(String session, boolean late) {
        Set<String> elements = line.events().book().get(session);
        if (elements == null || !line.isUp()) {
            return Uni.createFrom().voidItem();
        }
        line.events().hold(session, elements);
        return seen(session, Survey.of(line, session, elements), late);
    }

    private Uni<Void> seen(String session, Survey survey, boolean late) {
        return survey.look(late)
                .call(seen -> line.events().found(seen.snapshot(), seen.opened()))
                .ifNoItem().after(LONGEST).fail()
                .invoke(seen -> {
                    if (seen.gathers() && !late) {
                        vertx.setTimer(GATHERED.toMillis(), now -> again(session, true, pauses()));
                    }
                }).replaceWithVoid();
    }

    private void again(String session, boolean late, Backoff pauses) {
        one(session, late).subscribe().with(done -> {
        }, failure -> later(session, late, pauses, failure));
    }

    /** A lane that is held tells nothing until somebody has looked. */
    private Uni<Void> orLater(String session, Uni<Void> look) {
        return look.onFailure().invoke(failure -> later(session, false, pauses(), failure)).onCancellation()
                .invoke(() -> later(session, false, pauses(), new CancellationException("it took too long")));
    }

    private void later(String session, boolean late, Backoff pauses, Throwable failure) {
        if (!waiting.add(session)) {
            return;
        }
        LOG.warnf("Session %s: it was not looked what was missed: %s", session, failure.toString());
        vertx.setTimer(pauses.next(), now -> {
            waiting.remove(session);
            again(session, late, pauses);
        });
    }

    private static Backoff pauses() {
        return new Backoff(AGAIN, LONGEST_PAUSE);
    }
}
