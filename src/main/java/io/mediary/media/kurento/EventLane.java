package io.mediary.media.kurento;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaSnapshot;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;

/**
 * The events of one session, told one after the other. Bounded: when too many wait, a newer state takes the place of an
 * older one of the same subject, and candidates beyond are refused with a line in the log. Thread-safe.
 */
final class EventLane {

    private static final Logger LOG = Logger.getLogger(EventLane.class);

    private static final Cancellable NOTHING = () -> {
    };

    private final String session;
    private final MediaEvents target;
    private final Executor executor;
    private final int backlog;
    private final SessionState state = new SessionState();
    private final Deque<Word> waiting = new ArrayDeque<>();
    /** What came while the lane was held. */
    private final Deque<MediaEvent> early = new ArrayDeque<>();
    private final Set<String> elements = new HashSet<>();
    /** What is being told; null: nothing. */
    private Word told;
    private Cancellable telling = NOTHING;
    private boolean held;
    private boolean abandoned;

    EventLane(String session, MediaEvents target, Executor executor, int backlog) {
        this.session = session;
        this.target = target;
        this.executor = executor;
        this.backlog = backlog;
    }

    String session() {
        return session;
    }

    /** An element belongs to the session. */
    synchronized void add(String element) {
        elements.add(element);
    }

    /** An element is gone. @return true where none is left */
    synchronized boolean remove(String element) {
        elements.remove(element);
        state.forget(element);
        return elements.isEmpty();
    }

    /** The elements that events came from or that were made here. */
    synchronized Set<String> elements() {
        return Set.copyOf(elements);
    }

    /** Takes an event in the order in which the server sent it. */
    synchronized void take(MediaEvent event) {
        if (abandoned) {
            return;
        }
        if (held) {
            room(early, event, each -> each);
            return;
        }
        state.changes(event).forEach(this::enqueue);
        tellNext();
    }

    /** The session failed: whatever waits for a look is of no interest any more. */
    synchronized void fail(String reason) {
        held = false;
        early.clear();
        take(new MediaEvent.Failed(session, reason));
    }

    /** Events may have been missed: what comes now waits until it was looked what the elements are doing. */
    synchronized void hold() {
        held = true;
    }

    /** Whether what comes waits. */
    synchronized boolean isHeld() {
        return held;
    }

    /**
     * Somebody else tells of the session from now on, and has looked what this lane has not told yet: it would come late and twice. What is being told
     * is not told again where that fails.
     */
    synchronized void abandon() {
        abandoned = true;
        early.clear();
        waiting.forEach(Word::dropped);
        waiting.clear();
        if (told != null) {
            telling.cancel();
            told.dropped();
            told = null;
        }
    }

    /** Whether nothing waits and nothing is being told. */
    synchronized boolean isIdle() {
        return told == null && waiting.isEmpty();
    }

    /**
     * What the elements were doing at a moment after {@link #hold}: told before all that came since.
     *
     * @param opened players whose files are open
     * @return completes when the target took it; fails as the target does, and with {@code unavailable} when abandoned
     */
    synchronized CompletionStage<Void> found(MediaSnapshot snapshot, Set<String> opened) {
        Word word = new Word(Optional.empty(), events -> events.found(snapshot), new CompletableFuture<>());
        if (abandoned) {
            word.dropped();
            return word.taken();
        }
        waiting.addLast(word);
        state.seen(snapshot);
        opened.forEach(state::flows);
        held = false;
        if (snapshot.candidates().isPresent()) {
            early.removeIf(event -> event instanceof MediaEvent.CandidateFound
                    || event instanceof MediaEvent.GatheringDone);
        }
        for (MediaEvent event = early.poll(); event != null; event = early.poll()) {
            state.changes(event).forEach(this::enqueue);
        }
        tellNext();
        return word.taken();
    }

    /** Media comes out of a player, which is told by itself to nobody. */
    synchronized void flows(String player) {
        state.flows(player);
    }

    private void enqueue(MediaEvent event) {
        room(waiting, event,
                each -> new Word(Optional.of(each), events -> events.on(each), new CompletableFuture<>()));
    }

    private <T> void room(Deque<T> queue, MediaEvent event, Function<MediaEvent, T> entry) {
        if (queue.size() >= backlog && !displace(queue, event)) {
            LOG.errorf("Session %s: %d media events wait; %s is lost", session, queue.size(), event);
            return;
        }
        queue.addLast(entry.apply(event));
    }

    /** Makes room: an older state of the same subject says nothing any more. What happens once always gets room. */
    private boolean displace(Deque<?> queue, MediaEvent event) {
        if (event instanceof MediaEvent.CandidateFound) {
            return false;
        }
        for (Iterator<?> each = queue.iterator(); each.hasNext();) {
            if (isSameSubject(each.next(), event)) {
                each.remove();
                LOG.debugf("Session %s: too many media events wait; only the last state of %s is told", session, event);
                break;
            }
        }
        return true;
    }

    private static boolean isSameSubject(Object entry, MediaEvent other) {
        if (entry instanceof Word word) {
            return word.event().filter(event -> isSameSubject(event, other)).isPresent();
        }
        MediaEvent one = (MediaEvent) entry;
        if (one instanceof MediaEvent.StateChanged first && other instanceof MediaEvent.StateChanged second) {
            return first.subject().equals(second.subject());
        }
        if (one instanceof MediaEvent.FlowChanged first && other instanceof MediaEvent.FlowChanged second) {
            return first.kind() == second.kind() && first.incoming() == second.incoming();
        }
        return one.getClass() == other.getClass() && companion(one).equals(companion(other));
    }

    /** The player or recorder that an event tells of; empty where it tells of the session itself. */
    private static String companion(MediaEvent event) {
        if (event instanceof MediaEvent.PlayerEnded ended) {
            return ended.player();
        }
        if (event instanceof MediaEvent.PlayerFailed failed) {
            return failed.player();
        }
        if (event instanceof MediaEvent.RecorderChanged changed) {
            return changed.recorder();
        }
        return event instanceof MediaEvent.RecorderFailed failed ? failed.recorder() : "";
    }

    private void tellNext() {
        if (told != null || waiting.isEmpty()) {
            return;
        }
        Word word = waiting.removeFirst();
        told = word;
        telling = NOTHING;
        executor.execute(() -> tell(word));
    }

    private void tell(Word word) {
        if (!isToBeTold(word)) {
            return;
        }
        begun(word, Uni.createFrom().deferred(() -> word.telling().apply(target)).subscribe()
                .with(done -> {
                    word.taken().complete(null);
                    ended(word);
                }, failure -> {
                    LOG.errorf(failure, "A media event was not handled: %s", word);
                    word.taken().completeExceptionally(failure);
                    ended(word);
                }));
    }

    private synchronized boolean isToBeTold(Word word) {
        return told == word;
    }

    /** It may have ended already, and the next have begun. */
    private synchronized void begun(Word word, Cancellable attempt) {
        if (abandoned) {
            attempt.cancel();
        } else if (told == word) {
            telling = attempt;
        }
    }

    private synchronized void ended(Word word) {
        if (told == word) {
            told = null;
            tellNext();
        }
    }

    /**
     * What the target is to be told.
     *
     * @param event empty: what was found of the session
     * @param taken completes with the telling
     */
    private record Word(Optional<MediaEvent> event, Function<MediaEvents, Uni<Void>> telling,
            CompletableFuture<Void> taken) {

        void dropped() {
            taken.completeExceptionally(Failure.of(ErrorCode.UNAVAILABLE));
        }

        @Override
        public String toString() {
            return event.map(MediaEvent::toString).orElse("what was found");
        }
    }
}
