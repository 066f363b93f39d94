package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.ConnectionChanged;
import io.mediary.media.MediaEvent.Failed;
import io.mediary.media.MediaEvent.FlowChanged;
import io.mediary.media.MediaEvent.StateChanged;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.StateProgress;

/**
 * What was last told of a session, so that only changes are told again, and whether its client is connected: no single
 * state of Kurento's says that. Not thread-safe.
 */
final class SessionState {

    static final String ICE = "ice";
    static final String DTLS = "dtls";
    static final String MEDIA = "media";

    private final Map<String, String> states = new HashMap<>();
    private final Map<String, Boolean> flows = new HashMap<>();
    private final CompanionState companions = new CompanionState();
    private boolean connected;
    /** Empty: what was told last is not known, so the next word is told in any case. */
    private Optional<Boolean> up = Optional.of(false);
    private boolean failed;

    /** What is to be told: the event if it is a change, and what follows from it. */
    List<MediaEvent> changes(MediaEvent event) {
        if (event instanceof ConnectionChanged connection) {
            connected = connection.up();
            return connection(event.sessionId()).stream().toList();
        }
        if (event instanceof StateChanged state) {
            return stateChanges(state);
        }
        if (event instanceof FlowChanged flow) {
            Boolean before = flows.put(name(flow.kind(), flow.incoming()), flow.flowing());
            boolean change = before == null ? flow.flowing() : before != flow.flowing();
            return change ? List.of(event) : List.of();
        }
        if (event instanceof Failed) {
            boolean first = !failed;
            failed = true;
            return first ? List.of(event) : List.of();
        }
        return companions.change(event).stream().toList();
    }

    /**
     * What was seen counts as told. A client of which no media comes may have fallen silent or never have sent any: whether it was told to be
     * connected then is not known here.
     */
    void seen(MediaSnapshot snapshot) {
        companions.seen(snapshot);
        failed = false;
        if (snapshot.connected().isEmpty()) {
            return;
        }
        states.putAll(snapshot.states());
        connected = snapshot.connected().get();
        up = "disconnected".equals(states.get(MEDIA)) ? Optional.empty() : Optional.of(connected);
        flows.clear();
        snapshot.flows().forEach(flow -> flows.put(name(flow.kind(), flow.incoming()), true));
    }

    private static String name(MediaKind kind, boolean incoming) {
        return kind + (incoming ? " in" : " out");
    }

    /** {@link CompanionState#flows}. */
    void flows(String player) {
        companions.flows(player);
    }

    /** {@link CompanionState#forget}. */
    void forget(String element) {
        companions.forget(element);
    }

    private List<MediaEvent> stateChanges(StateChanged state) {
        String before = states.get(state.subject());
        if (state.state().equals(before) || StateProgress.isStepBack(state.subject(), before, state.state())) {
            return List.of();
        }
        states.put(state.subject(), state.state());
        List<MediaEvent> changes = new ArrayList<>();
        changes.add(state);
        connection(state.sessionId()).ifPresent(changes::add);
        return changes;
    }

    /** A client that leaves shows as closed DTLS at once, one that vanishes as media that ceased; Kurento's connection state stays. */
    private Optional<MediaEvent> connection(String session) {
        boolean now = connected && !"disconnected".equals(states.get(MEDIA)) && !"closed".equals(states.get(DTLS))
                && !"failed".equals(states.get(DTLS));
        if (up.isPresent() && up.get() == now) {
            return Optional.empty();
        }
        up = Optional.of(now);
        return Optional.of(new ConnectionChanged(session, now));
    }
}
