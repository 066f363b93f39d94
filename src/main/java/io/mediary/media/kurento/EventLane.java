package io.mediary.media.kurento;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.smallrye.mutiny.Uni;

/**
 * The events of one session, told one after the other. Bounded: when too many wait, a newer state takes the place of an
 * older one of the same subject, and candidates beyond are refused with a line in the log. Thread-safe.
 */
final class EventLane {

    private static final Logger LOG = Logger.getLogger(EventLane.class);

    private final String session;
    private final MediaEvents target;
    private final Executor executor;
    private final int backlog;
    private final SessionState state = new SessionState();
    private final Deque<MediaEvent> waiting = new ArrayDeque<>();
    private final Set<String> elements = new HashSet<>();
    private boolean telling;

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
        state.changes(event).forEach(this::enqueue);
        tellNext();
    }

    /** Media comes out of a player, which is told by itself to nobody. */
    synchronized void flows(String player) {
        state.flows(player);
    }

    private void enqueue(MediaEvent event) {
        if (waiting.size() >= backlog && !displace(event)) {
            LOG.errorf("Session %s: %d media events wait; %s is lost", session, waiting.size(), event);
            return;
        }
        waiting.addLast(event);
    }

    /** Makes room: an older state of the same subject says nothing any more. What happens once always gets room. */
    private boolean displace(MediaEvent event) {
        if (event instanceof MediaEvent.CandidateFound) {
            return false;
        }
        for (Iterator<MediaEvent> each = waiting.iterator(); each.hasNext();) {
            if (isSameSubject(each.next(), event)) {
                each.remove();
                LOG.debugf("Session %s: too many media events wait; only the last state of %s is told", session, event);
                break;
            }
        }
        return true;
    }

    private static boolean isSameSubject(MediaEvent one, MediaEvent other) {
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
        if (telling || waiting.isEmpty()) {
            return;
        }
        telling = true;
        MediaEvent event = waiting.removeFirst();
        executor.execute(() -> tell(event));
    }

    private void tell(MediaEvent event) {
        Uni.createFrom().deferred(() -> target.on(event)).subscribe()
                .with(done -> told(), failure -> {
                    LOG.errorf(failure, "A media event was not handled: %s", event);
                    told();
                });
    }

    private synchronized void told() {
        telling = false;
        tellNext();
    }
}
