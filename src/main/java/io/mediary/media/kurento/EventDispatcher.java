package io.mediary.media.kurento;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;

import io.mediary.media.MediaEvents;
import io.mediary.media.MediaSnapshot;
import io.smallrye.mutiny.Uni;

/**
 * Takes every event of a Kurento session and hands it to the media session whose tag it carries: in order for each
 * session, concurrently for different ones. It needs to know nothing beforehand: an heir dispatches what it never
 * subscribed to. What it keeps of sessions is also the book of what lives on the line. Thread-safe.
 */
final class EventDispatcher {

    private static final Logger LOG = Logger.getLogger(EventDispatcher.class);

    private final MediaEvents target;
    private final Executor executor;
    private final int backlog;
    private final Map<String, EventLane> sessions = new ConcurrentHashMap<>();
    /** The session of each element: where thousands live, nobody looks through all of them. Written under the lock of the session's entry. */
    private final Map<String, String> owners = new ConcurrentHashMap<>();
    private final RecentlyGone gone = new RecentlyGone();

    /**
     * A dispatcher without sessions.
     *
     * @param executor runs the target, never the caller's thread
     * @param backlog events that may wait for one session
     */
    EventDispatcher(MediaEvents target, Executor executor, int backlog) {
        this.target = target;
        this.executor = executor;
        this.backlog = backlog;
    }

    /**
     * Takes an event as it came: {@code {data, object, type}}.
     *
     * @param hearer the Kurento session that heard it, if it is still known: what another is to hear is that one's to tell
     */
    void dispatch(JsonObject event, Optional<KurentoSession> hearer) {
        try {
            JsonObject data = event.getAsJsonObject("data");
            Optional<String> session = session(data);
            if (session.isEmpty()) {
                LOG.debugf("An event of nobody's element: %s", event);
                return;
            }
            if (isAnothers(session.get(), data, hearer)) {
                LOG.debugf("An event that another tells: %s", event);
                return;
            }
            String element = event.get("object").getAsString();
            String type = event.get("type").getAsString();
            if (Translation.isPlaying(element, type, data)) {
                tell(session.get(), element, lane -> lane.flows(element));
                return;
            }
            Translation.translate(session.get(), element, type, data)
                    .ifPresent(translated -> tell(session.get(), element, lane -> lane.take(translated)));
        } catch (RuntimeException e) {
            LOG.errorf(e, "An event that cannot be read: %s", event);
        }
    }

    /** A session has an element on this line. */
    void opened(String session, String element) {
        sessions.compute(session, (id, known) -> with(element, known, id));
    }

    /**
     * A session's elements are going to tell their events here, or events of it may have been missed: what comes now waits for {@link #found}.
     */
    void hold(String session, Collection<String> elements) {
        elements.forEach(element -> opened(session, element));
        Optional.ofNullable(sessions.get(session)).ifPresent(EventLane::hold);
    }

    /** Events of all sessions may be missed from now on. */
    void holdAll() {
        sessions.values().forEach(EventLane::hold);
    }

    /** {@link EventLane#found}; nothing for a session that does not live here any more. */
    Uni<Void> found(MediaSnapshot snapshot, Set<String> opened) {
        EventLane lane = sessions.get(snapshot.sessionId());
        return lane == null
                ? Uni.createFrom().voidItem()
                : Uni.createFrom().completionStage(() -> lane.found(snapshot, opened));
    }

    /** The sessions that live here, with their elements. */
    Map<String, Set<String>> book() {
        Map<String, Set<String>> book = new HashMap<>();
        sessions.forEach((session, lane) -> book.put(session, lane.elements()));
        return book;
    }

    /** Whether everything that was taken has been told. */
    boolean isIdle() {
        return sessions.values().stream().allMatch(EventLane::isIdle);
    }

    /** An element was released. */
    void released(String element) {
        Optional.ofNullable(owners.get(element)).ifPresent(session -> {
            gone.add(element);
            remove(session, element);
        });
    }

    /** The elements that are known to live here. */
    Set<String> elements() {
        return Set.copyOf(owners.keySet());
    }

    /** How many sessions live here, as far as is known. */
    int size() {
        return sessions.size();
    }

    /** Forgets everything, without telling that. What was taken is still told. */
    void clear() {
        List.copyOf(sessions.values()).forEach(this::forget);
    }

    /** Somebody else tells of all sessions from now on: what was taken is told no more, {@link EventLane#abandon}. */
    void abandon() {
        for (EventLane session : List.copyOf(sessions.values())) {
            session.abandon();
            forget(session);
        }
    }

    /** Tells every session that it failed, and forgets it: the server does not know its Kurento session any more. */
    void failAll(String reason) {
        for (EventLane session : List.copyOf(sessions.values())) {
            session.fail(reason);
            forget(session);
        }
    }

    /** What an element told before it was released is told, but brings it back into no book. */
    private void tell(String session, String element, Consumer<EventLane> event) {
        EventLane lane = sessions.compute(session,
                (id, known) -> gone.contains(element) ? known : with(element, known, id));
        EventLane told = lane == null ? new EventLane(session, target, executor, backlog) : lane;
        event.accept(told);
        if (gone.contains(element)) {
            told.remove(element);
            sessions.compute(session, (id, known) -> {
                owners.remove(element, id);
                return known;
            });
        }
    }

    private EventLane with(String element, EventLane known, String session) {
        EventLane events = known == null ? new EventLane(session, target, executor, backlog) : known;
        events.add(element);
        owners.put(element, session);
        return events;
    }

    private void remove(String session, String element) {
        sessions.compute(session, (id, known) -> {
            owners.remove(element, id);
            return known == null || known.remove(element) ? null : known;
        });
    }

    /** With all its elements. */
    private void forget(EventLane session) {
        sessions.computeIfPresent(session.session(), (id, known) -> {
            if (known != session) {
                return known;
            }
            known.elements().forEach(element -> owners.remove(element, id));
            return null;
        });
    }

    /** An element that is about to be moved here has its former label a moment longer than its former hearer. */
    private boolean isAnothers(String session, JsonObject data, Optional<KurentoSession> hearer) {
        Optional<String> line = Label.among(data.getAsJsonArray("tags"), Label.LINE);
        if (line.isEmpty() || hearer.map(KurentoSession::id).equals(line)) {
            return false;
        }
        EventLane lane = sessions.get(session);
        return lane == null || !lane.isHeld();
    }

    private static Optional<String> session(JsonObject data) {
        JsonArray tags = data.getAsJsonArray("tags");
        return tags == null ? Optional.empty() : Label.owner(tags);
    }
}
