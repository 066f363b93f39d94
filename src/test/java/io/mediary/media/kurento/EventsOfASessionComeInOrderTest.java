package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

import io.mediary.media.Candidate;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.CandidateFound;
import io.mediary.media.MediaEvent.ConnectionChanged;
import io.mediary.media.MediaEvent.FlowChanged;
import io.mediary.media.MediaEvent.GatheringDone;
import io.mediary.media.MediaEvent.StateChanged;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaSnapshot;
import io.smallrye.mutiny.Uni;

class EventsOfASessionComeInOrderTest implements DeafMediaEvents {

    private static final Optional<KurentoSession> NOBODY = Optional.empty();

    private final List<MediaEvent> told = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final EventDispatcher dispatcher = new EventDispatcher(this, executor, 16);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Override
    public Uni<Void> on(MediaEvent event) {
        told.add(event);
        if (event instanceof StateChanged state && state.state().equals("boom")) {
            throw new IllegalStateException("a handler that fails");
        }
        return Uni.createFrom()
                .completionStage(() -> held.getOrDefault(event.sessionId(), CompletableFuture.completedFuture(null)));
    }

    @Test
    void theNextWhenTheLastWasHandledAndOtherSessionsMeanwhile() {
        held.put("s1", new CompletableFuture<>());
        IntStream.range(0, 3).forEach(i -> dispatch("s1", candidate(i, 1)));
        dispatch("s2", candidate(7, 1));
        await().untilAsserted(() -> assertThat(told).hasSize(2));
        assertThat(told).extracting(MediaEvent::sessionId).containsExactlyInAnyOrder("s1", "s2");
        held.remove("s1").complete(null);
        await().untilAsserted(() -> assertThat(told).filteredOn(event -> event.sessionId().equals("s1"))
                .containsExactly(found("s1", 0), found("s1", 1), found("s1", 2)));
    }

    @Test
    void aHandlerThatFailsDoesNotHoldUpTheNext() {
        dispatch("s1", "MediaStateChanged", "\"newState\":\"BOOM\"");
        dispatch("s1", "IceGatheringDone", "\"a\":1");
        await().untilAsserted(() -> assertThat(told).contains(new GatheringDone("s1")));
    }

    @Test
    void theSecondComponentIsNotTold() {
        dispatch("s1", candidate(1, 1));
        dispatch("s1", candidate(1, 2));
        dispatch("s1", "IceGatheringDone", "\"a\":1");
        await().untilAsserted(() -> assertThat(told).containsExactly(found("s1", 1), new GatheringDone("s1")));
    }

    @Test
    void statesThatRepeatAreToldOnce() {
        for (String state : List.of("GATHERING", "CONNECTING", "CONNECTED", "READY", "CONNECTED", "READY", "FAILED")) {
            dispatch("s1", "IceComponentStateChanged", "\"componentId\":1,\"streamId\":1,\"state\":\"" + state + "\"");
            dispatch("s1", "IceComponentStateChanged", "\"componentId\":2,\"streamId\":1,\"state\":\"" + state + "\"");
        }
        await().untilAsserted(() -> assertThat(told).extracting(event -> ((StateChanged) event).state())
                .containsExactly("gathering", "connecting", "connected", "ready", "failed"));
    }

    @Test
    void theFlowOutOfTheEndpointComesFromTheClient() {
        dispatch("s1", "MediaFlowOutStateChanged", "\"mediaType\":\"VIDEO\",\"state\":\"FLOWING\"");
        dispatch("s1", "MediaFlowOutStateChanged", "\"mediaType\":\"VIDEO\",\"state\":\"FLOWING\"");
        dispatch("s1", "MediaFlowInStateChanged", "\"mediaType\":\"AUDIO\",\"state\":\"NOT_FLOWING\"");
        dispatch("s1", "MediaFlowInStateChanged", "\"mediaType\":\"AUDIO\",\"state\":\"FLOWING\"");
        dispatch("s1", "MediaFlowOutStateChanged", "\"mediaType\":\"VIDEO\",\"state\":\"NOT_FLOWING\"");
        await().untilAsserted(() -> assertThat(told).containsExactly(
                new FlowChanged("s1", MediaKind.VIDEO, true, true),
                new FlowChanged("s1", MediaKind.AUDIO, false, true),
                new FlowChanged("s1", MediaKind.VIDEO, true, false)));
    }

    @Test
    void theClientIsGoneWhenMediaCeasedOrDtlsClosed() {
        dispatch("s1", "ConnectionStateChanged", "\"newState\":\"CONNECTED\"");
        dispatch("s1", "MediaStateChanged", "\"newState\":\"CONNECTED\"");
        dispatch("s1", "MediaStateChanged", "\"newState\":\"DISCONNECTED\"");
        dispatch("s1", "MediaStateChanged", "\"newState\":\"CONNECTED\"");
        dispatch("s1", "DtlsConnectionStateChange", "\"state\":\"CLOSED\"");
        await().untilAsserted(() -> assertThat(told).filteredOn(ConnectionChanged.class::isInstance).containsExactly(
                new ConnectionChanged("s1", true), new ConnectionChanged("s1", false),
                new ConnectionChanged("s1", true), new ConnectionChanged("s1", false)));
    }

    @Test
    void whenTooManyWaitTheLastStateIsToldAndTheQueueStaysShort() {
        CompletableFuture<Void> handler = new CompletableFuture<>();
        held.put("s1", handler);
        for (int i = 0; i < 500; i++) {
            dispatch("s1", "MediaFlowOutStateChanged",
                    "\"mediaType\":\"VIDEO\",\"state\":\"" + (i % 2 == 0 ? "FLOWING" : "NOT_FLOWING") + "\"");
        }
        dispatch("s1", "IceGatheringDone", "\"a\":1");
        held.remove("s1");
        handler.complete(null);
        await().untilAsserted(() -> assertThat(told).contains(new GatheringDone("s1")));
        assertThat(told).hasSizeLessThan(20);
        List<MediaEvent> flows = new ArrayList<>(told);
        flows.removeIf(event -> !(event instanceof FlowChanged));
        assertThat(flows.get(flows.size() - 1)).isEqualTo(new FlowChanged("s1", MediaKind.VIDEO, true, false));
    }

    @Test
    void anErrorFailsTheSessionOnce() {
        for (int i = 0; i < 4; i++) {
            dispatch("s1", "Error", "\"description\":\"Invalid URI\",\"errorCode\":0,\"type\":\"INVALID_URI\"");
        }
        dispatch("s1", "IceGatheringDone", "\"a\":1");
        await().untilAsserted(() -> assertThat(told).containsExactly(
                new MediaEvent.Failed("s1", "INVALID_URI: Invalid URI"), new GatheringDone("s1")));
    }

    @Test
    void whatCannotBeReadOrBelongsToNobodyIsPassedOver() throws IOException {
        dispatcher.dispatch(JsonParser.parseString("{}").getAsJsonObject(), NOBODY);
        dispatcher.dispatch(JsonParser.parseString(
                "{\"data\":{\"tags\":[],\"source\":\"e\"},\"object\":\"e\",\"type\":\"IceGatheringDone\"}")
                .getAsJsonObject(), NOBODY);
        dispatch("s1", "MediaStateChanged", "\"noState\":1");
        dispatch("s1", "SomethingNew", "\"a\":1");
        dispatch("s1", "IceGatheringDone", "\"a\":1");
        await().untilAsserted(() -> assertThat(told).containsExactly(new GatheringDone("s1")));
    }

    @Test
    void whatAnotherIsToHearIsToldByThatOne() {
        Optional<KurentoSession> hearer = Optional.of(new KurentoSession("mine", "server", 1));
        dispatch("s1", "IceGatheringDone", "\"a\":1", line("another"), hearer);
        dispatch("s1", "IceGatheringDone", "\"a\":1", line("mine"), NOBODY);
        assertThat(dispatcher.size()).isZero();
        dispatch("s1", "MediaStateChanged", "\"newState\":\"CONNECTED\"", line("mine"), hearer);
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        assertThat(told).doesNotContain(new GatheringDone("s1"));
    }

    @Test
    void whatIsBeingMovedHereIsToldThoughItsLabelIsStillTheFormerOne() {
        dispatcher.hold("s1", List.of("e-s1"));
        dispatch("s1", "Error", "\"description\":\"broken\",\"errorCode\":1,\"type\":\"X\"", line("another"),
                Optional.of(new KurentoSession("mine", "server", 1)));
        dispatcher.found(new MediaSnapshot("s1", Optional.empty(), Map.of(), Set.of(), Optional.empty(), Map.of(),
                Map.of()), Set.of()).await().indefinitely();
        await().untilAsserted(() -> assertThat(told).containsExactly(new MediaEvent.Failed("s1", "X: broken")));
    }

    @Test
    void whatWaitsIsNotToldWhereSomebodyElseHasTheSessions() {
        CompletableFuture<Void> handler = new CompletableFuture<>();
        held.put("s1", handler);
        IntStream.range(0, 3).forEach(i -> dispatch("s1", candidate(i, 1)));
        await().untilAsserted(() -> assertThat(told).hasSize(1));
        dispatcher.abandon();
        assertThat(dispatcher.size()).isZero();
        held.remove("s1");
        handler.complete(null);
        dispatch("s1", candidate(7, 1));
        await().untilAsserted(() -> assertThat(told).contains(found("s1", 7)));
        assertThat(told).containsExactly(found("s1", 0), found("s1", 7));
    }

    @Test
    void theBooksKnowWhatLives() {
        dispatcher.opened("s1", "e1");
        dispatch("s1", "IceGatheringDone", "\"a\":1");
        assertThat(dispatcher.size()).isEqualTo(1);
        assertThat(dispatcher.elements()).containsExactlyInAnyOrder("e1", "e-s1");
        dispatcher.released("e1");
        dispatcher.released("e1");
        assertThat(dispatcher.size()).isEqualTo(1);
        dispatcher.released("e-s1");
        assertThat(dispatcher.size()).isZero();
    }

    private static String line(String kurentoSession) {
        return "{\"key\":\"line\",\"value\":\"" + kurentoSession + "\"},";
    }

    private static MediaEvent found(String session, int number) {
        return new CandidateFound(session, new Candidate("0", 0, text(number, 1)));
    }

    private static String text(int number, int component) {
        return "candidate:" + number + " " + component + " UDP 1 127.0.0.1 1000 typ host";
    }

    private static String candidate(int number, int component) {
        return "{\"candidate\":\"" + text(number, component) + "\",\"sdpMLineIndex\":0,\"sdpMid\":\"0\"}";
    }

    private void dispatch(String session, String candidate) {
        dispatch(session, "IceCandidateFound", "\"candidate\":" + candidate);
    }

    private void dispatch(String session, String type, String fields) {
        dispatch(session, type, fields, "", NOBODY);
    }

    private void dispatch(String session, String type, String fields, String tags, Optional<KurentoSession> hearer) {
        JsonObject event = JsonParser
                .parseString("{\"data\":{" + fields + ",\"tags\":[" + tags + "{\"key\":\"session\",\"value\":\""
                        + session + "\"}]},\"object\":\"e-" + session + "\",\"type\":\"" + type + "\"}")
                .getAsJsonObject();
        dispatcher.dispatch(event, hearer);
    }
}
