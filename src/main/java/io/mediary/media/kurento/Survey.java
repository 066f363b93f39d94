package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.MediaElement;
import org.kurento.client.MediaType;
import org.kurento.client.PlayerEndpoint;
import org.kurento.client.RecorderEndpoint;
import org.kurento.client.WebRtcEndpoint;

import com.google.gson.JsonElement;

import io.mediary.media.Candidate;
import io.mediary.media.MediaEvent.RecorderChanged;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.MediaSnapshot.Flow;
import io.mediary.media.StateProgress;
import io.smallrye.mutiny.Uni;

/**
 * Looks what the elements of one session are doing, in one transaction and one request for the candidates; with {@link #moving} it has their events
 * told to the line that asks, from before the look on. Used once.
 */
final class Survey {

    private static final String CONNECTED = "CONNECTED";
    private static final String GATHERING = "gathering";
    private static final List<String> BROKEN = List.of("failed", "closed");

    private final Line line;
    private final String session;
    private final Set<String> elements;
    private final boolean moves;
    private final Map<String, String> states = new HashMap<>();
    private final Set<Flow> flows = new HashSet<>();
    private final Map<String, Boolean> playing = new HashMap<>();
    private final Map<String, RecorderChanged.State> recorders = new HashMap<>();
    private final Set<String> opened = new HashSet<>();
    private Optional<Boolean> connected = Optional.empty();
    private Optional<WebRtcEndpoint> gatherer = Optional.empty();

    private Survey(Line line, String session, Set<String> elements, boolean moves) {
        this.line = line;
        this.session = session;
        this.elements = new HashSet<>(elements);
        this.moves = moves;
    }

    /** Of elements whose events the line hears. */
    static Survey of(Line line, String session, Set<String> elements) {
        return new Survey(line, session, elements, false);
    }

    /** Of elements whose events the line is to hear from now on. */
    static Survey moving(Line line, String session, Set<String> elements) {
        return new Survey(line, session, elements, true);
    }

    /**
     * What was seen.
     *
     * @param opened players whose files are open
     * @param gathers whether candidates may still come: they are not in the snapshot then
     */
    record Seen(MediaSnapshot snapshot, Set<String> opened, boolean gathers) {
    }

    /**
     * Looks.
     *
     * @param late gathering began so long ago that it is over: a media server does not say so itself
     */
    Uni<Seen> look(boolean late) {
        return asked().chain(() -> candidates(late)).map(candidates -> new Seen(
                new MediaSnapshot(session, connected.map(it -> it && !isBroken()), states, flows, candidates, playing,
                        recorders),
                opened, gatherer.isPresent() && candidates.isEmpty()));
    }

    private boolean isBroken() {
        return BROKEN.contains(states.getOrDefault(SessionState.DTLS, ""));
    }

    /** An element that is gone ends the transaction: then it is asked again without that one. */
    private Uni<Void> asked() {
        MediaTransaction transaction = line.transaction();
        List<String> owners = new ArrayList<>();
        List<Consumer<JsonElement>> readers = new ArrayList<>();
        for (String id : elements) {
            MediaElement element = line.elements().element(id);
            if (moves) {
                move(transaction, element);
            }
            pad(transaction, id, owners, readers);
            ask(transaction, element, readers);
            pad(transaction, id, owners, readers);
        }
        return transaction.run().chain(outcome -> {
            if (outcome.fault().isEmpty()) {
                for (int i = 0; i < readers.size(); i++) {
                    readers.get(i).accept(outcome.values().get(i));
                }
                return Uni.createFrom().voidItem();
            }
            Fault fault = outcome.fault().get();
            if (fault.code() != Fault.OBJECT_NOT_FOUND) {
                return Uni.createFrom().failure(fault.failure());
            }
            String gone = owners.get(fault.index());
            elements.remove(gone);
            line.released(gone);
            return asked();
        });
    }

    /** Notes whose the operations are that were added, and that nobody reads the answers of those without a reader. */
    private static void pad(MediaTransaction transaction, String id, List<String> owners,
            List<Consumer<JsonElement>> readers) {
        while (owners.size() < transaction.size()) {
            owners.add(id);
        }
        while (readers.size() < transaction.size()) {
            readers.add(ignored -> {
            });
        }
    }

    /** The label comes last: whoever finds the former one does all this again. */
    private void move(MediaTransaction transaction, MediaElement element) {
        Translation.eventsOf(element.getId()).forEach(event -> transaction.subscribe(element, event));
        line.session().ifPresent(mine -> element.addTag(transaction, Label.LINE, mine.id()));
    }

    private void ask(MediaTransaction transaction, MediaElement element, List<Consumer<JsonElement>> readers) {
        if (element instanceof BaseRtpEndpoint endpoint) {
            ask(transaction, endpoint, readers);
        } else if (element instanceof PlayerEndpoint player) {
            player.getState(transaction);
            readers.add(state -> playing.put(player.getId(), !"STOP".equals(state.getAsString())));
            player.getPosition(transaction);
            readers.add(position -> noteOpened(player, position.getAsLong() > 0));
            for (MediaType kind : List.of(MediaType.AUDIO, MediaType.VIDEO)) {
                player.isMediaFlowingOut(transaction, kind);
                readers.add(flowing -> noteOpened(player, flowing.getAsBoolean()));
            }
        } else if (element instanceof RecorderEndpoint recorder) {
            recorder.getState(transaction);
            readers.add(state -> recorder(recorder.getId(), state.getAsString()));
            for (MediaType kind : List.of(MediaType.AUDIO, MediaType.VIDEO)) {
                recorder.isMediaFlowingIn(transaction, kind);
                readers.add(flowing -> writes(recorder.getId(), flowing.getAsBoolean()));
            }
        }
    }

    private void ask(MediaTransaction transaction, BaseRtpEndpoint endpoint, List<Consumer<JsonElement>> readers) {
        endpoint.getConnectionState(transaction);
        readers.add(state -> connected = Optional.of(CONNECTED.equals(state.getAsString())));
        endpoint.getMediaState(transaction);
        readers.add(state -> states.put(SessionState.MEDIA, state.getAsString().toLowerCase(Locale.ROOT)));
        for (MediaKind kind : MediaKind.values()) {
            endpoint.isMediaFlowingOut(transaction, MediaType.valueOf(kind.name()));
            readers.add(flowing -> note(flowing, new Flow(kind, true)));
            endpoint.isMediaFlowingIn(transaction, MediaType.valueOf(kind.name()));
            readers.add(flowing -> note(flowing, new Flow(kind, false)));
        }
        if (endpoint instanceof WebRtcEndpoint webRtc) {
            webRtc.getIceConnectionState(transaction);
            readers.add(connections -> {
                note(SessionState.ICE, connections);
                gatherer = states.containsKey(SessionState.ICE) ? Optional.of(webRtc) : Optional.empty();
            });
            webRtc.getDtlsConnectionState(transaction);
            readers.add(connections -> note(SessionState.DTLS, connections));
        }
    }

    private void noteOpened(PlayerEndpoint player, boolean is) {
        if (is) {
            opened.add(player.getId());
        }
    }

    private void note(JsonElement flowing, Flow flow) {
        if (flowing.getAsBoolean()) {
            flows.add(flow);
        }
    }

    /** A recorder that was started writes only once media comes in. */
    private void recorder(String recorder, String state) {
        switch (state) {
            case "PAUSE" -> recorders.put(recorder, RecorderChanged.State.PAUSED);
            case "STOP" -> recorders.put(recorder, RecorderChanged.State.STOPPED);
            default -> recorders.remove(recorder);
        }
    }

    private void writes(String recorder, boolean flowing) {
        if (flowing) {
            recorders.putIfAbsent(recorder, RecorderChanged.State.RECORDING);
        }
    }

    /** Several components and directions have a state each: what is broken counts, else the furthest. */
    private void note(String subject, JsonElement connections) {
        for (JsonElement each : connections.getAsJsonArray()) {
            String state = each.getAsJsonObject().get("state").getAsString().toLowerCase(Locale.ROOT);
            String before = states.get(subject);
            if ((before == null || !BROKEN.contains(before)) && !StateProgress.isStepBack(subject, before, state)) {
                states.put(subject, state);
            }
        }
    }

    /** The description names them; before there is one, the request is refused, and there are none. */
    private Uni<Optional<List<Candidate>>> candidates(boolean late) {
        boolean over = late || !GATHERING.equals(states.get(SessionState.ICE));
        if (gatherer.isEmpty() || !over) {
            return Uni.createFrom().item(Optional.empty());
        }
        MediaTransaction transaction = line.transaction();
        gatherer.get().getLocalSessionDescriptor(transaction);
        return transaction.run().map(outcome -> outcome.fault().isPresent()
                ? Optional.empty()
                : Optional.of(Descriptions.candidates(outcome.text(0))));
    }
}
