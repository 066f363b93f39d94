package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

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

    private final Line line;
    private final Vertx vertx;

    Surveyor(Line line, Vertx vertx) {
        this.line = line;
        this.vertx = vertx;
    }

    /** All sessions that live on the line: after it could not hear. Where one cannot be looked at now, what it tells waits, and there is another look. */
    void look() {
        each(line.events().book(), (session, elements) -> one(session, false).onFailure()
                .invoke(failure -> later(session, false, AGAIN, failure)).onFailure().recoverWithNull())
                .subscribe().with(done -> {
                });
    }

    /**
     * Sessions that are to live on the line from now on.
     *
     * @param book their elements
     * @return fails where one could not be looked at; then all of this is to be done again
     */
    Uni<Void> take(Map<String, Set<String>> book) {
        return each(book, (session, elements) -> {
            line.events().hold(session, elements);
            return seen(session, Survey.moving(line, session, elements), false);
        });
    }

    /** What is still heard by a Kurento session that was given up is to live here, once the line is up: it was made after others had taken the rest. */
    void recover(String former) {
        vertx.setTimer(AGAIN.toMillis(), now -> {
            if (line.isClosed()) {
                return;
            }
            if (!line.isUp()) {
                recover(former);
                return;
            }
            heardBy(former).chain(this::take).subscribe().with(done -> {
            }, failure -> {
                LOG.warnf("%s: what Kurento session %s heard is not moved yet: %s", line, former, failure.toString());
                recover(former);
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
                        vertx.setTimer(GATHERED.toMillis(), now -> again(session, true));
                    }
                }).replaceWithVoid();
    }

    private void again(String session, boolean late) {
        one(session, late).subscribe().with(done -> {
        }, failure -> later(session, late, AGAIN, failure));
    }

    private void later(String session, boolean late, Duration in, Throwable failure) {
        LOG.warnf("Session %s: it was not looked what was missed: %s", session, failure.toString());
        vertx.setTimer(in.toMillis(), now -> again(session, late));
    }
}
