package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonParser;

import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.Failed;
import io.mediary.media.MediaEvent.PlayerEnded;
import io.mediary.media.MediaEvent.PlayerFailed;
import io.mediary.media.MediaEvent.RecorderChanged;
import io.mediary.media.MediaEvent.RecorderChanged.State;
import io.mediary.media.MediaEvent.RecorderFailed;
import io.smallrye.mutiny.Uni;

/** Players and recorders stand beside a session's own elements: the shapes are the ones that a real Kurento sent. */
class CompanionsTellOfThemselvesTest implements DeafMediaEvents {

    private static final String PLAYER = "1a_kurento.MediaPipeline/2b_kurento.PlayerEndpoint";
    private static final String OTHER_PLAYER = "1a_kurento.MediaPipeline/2c_kurento.PlayerEndpoint";
    private static final String RECORDER = "1a_kurento.MediaPipeline/3c_kurento.RecorderEndpoint";
    private static final String ENDPOINT = "1a_kurento.MediaPipeline/4d_kurento.WebRtcEndpoint";
    private static final String FLOW = "\"mediaType\":\"VIDEO\",\"padName\":\"default\",\"state\":\"%s\"";

    private final List<MediaEvent> told = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> handler = CompletableFuture.completedFuture(null);
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private final EventDispatcher dispatcher = new EventDispatcher(this, executor, 4);
    private volatile CompletableFuture<Void> busy = handler;

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Override
    public Uni<Void> on(MediaEvent event) {
        told.add(event);
        return Uni.createFrom().completionStage(busy);
    }

    @Test
    void theFlowOfAPlayerIsNotTheSessions() {
        dispatch(PLAYER, "MediaFlowOutStateChanged", FLOW.formatted("FLOWING"));
        dispatch(RECORDER, "MediaFlowInStateChanged", FLOW.formatted("FLOWING"));
        dispatch(PLAYER, "EndOfStream", "\"a\":1");
        dispatch(PLAYER, "MediaFlowOutStateChanged", FLOW.formatted("NOT_FLOWING"));
        dispatch(PLAYER, "EndOfStream", "\"a\":1");
        tell(new PlayerEnded("s1", PLAYER), new PlayerEnded("s1", PLAYER));
        dispatch(ENDPOINT, "MediaFlowOutStateChanged", FLOW.formatted("FLOWING"));
        await().until(() -> told.get(told.size() - 1) instanceof MediaEvent.FlowChanged);
    }

    @Test
    void oneFailureIsToldOnceAndSaysWhetherTheFileWasOpen() {
        for (int i = 0; i < 4; i++) {
            invalid(PLAYER);
        }
        broken(OTHER_PLAYER);
        tell(new PlayerFailed("s1", PLAYER, "INVALID_URI: Invalid URI", false),
                new PlayerFailed("s1", OTHER_PLAYER, "UNEXPECTED_ELEMENT_ERROR: broken", false));
    }

    @Test
    void aFileThatPlayedWasOpenAndItsNextFailureIsToldAgain() {
        dispatch(PLAYER, "MediaFlowOutStateChanged", FLOW.formatted("FLOWING"));
        dispatch(PLAYER, "MediaFlowOutStateChanged", FLOW.formatted("NOT_FLOWING"));
        broken(PLAYER);
        broken(PLAYER);
        dispatch(PLAYER, "MediaFlowOutStateChanged", FLOW.formatted("FLOWING"));
        broken(PLAYER);
        dispatch(PLAYER, "MediaFlowOutStateChanged", FLOW.formatted("FLOWING"));
        invalid(PLAYER);
        tell(new PlayerFailed("s1", PLAYER, "UNEXPECTED_ELEMENT_ERROR: broken", true),
                new PlayerFailed("s1", PLAYER, "UNEXPECTED_ELEMENT_ERROR: broken", true),
                new PlayerFailed("s1", PLAYER, "INVALID_URI: Invalid URI", false));
    }

    @Test
    void aRecorderTellsChangesAndItsFirstFailure() {
        dispatch(RECORDER, "Recording", "\"a\":1");
        dispatch(RECORDER, "Paused", "\"a\":1");
        dispatch(RECORDER, "Recording", "\"a\":1");
        broken(RECORDER);
        broken(RECORDER);
        dispatch(RECORDER, "Stopped", "\"a\":1");
        dispatch(RECORDER, "Stopped", "\"a\":1");
        tell(new RecorderChanged("s1", RECORDER, State.RECORDING), new RecorderChanged("s1", RECORDER, State.PAUSED),
                new RecorderChanged("s1", RECORDER, State.RECORDING),
                new RecorderFailed("s1", RECORDER, "UNEXPECTED_ELEMENT_ERROR: broken"),
                new RecorderChanged("s1", RECORDER, State.STOPPED));
    }

    @Test
    void theirFailuresAreNotTheSessions() {
        broken(PLAYER);
        broken(RECORDER);
        broken(ENDPOINT);
        tell(new PlayerFailed("s1", PLAYER, "UNEXPECTED_ELEMENT_ERROR: broken", false),
                new RecorderFailed("s1", RECORDER, "UNEXPECTED_ELEMENT_ERROR: broken"),
                new Failed("s1", "UNEXPECTED_ELEMENT_ERROR: broken"));
    }

    @Test
    void whatIsReleasedIsForgotten() {
        dispatcher.opened("s1", ENDPOINT);
        broken(PLAYER);
        dispatcher.released(PLAYER);
        assertThat(dispatcher.elements()).containsExactly(ENDPOINT);
        broken(PLAYER);
        await().until(() -> told.size() == 2);
        assertThat(dispatcher.elements()).containsExactly(ENDPOINT);
    }

    @Test
    void whatItToldBeforeItsReleaseIsStillTold() {
        dispatcher.opened("s1", RECORDER);
        dispatcher.released(RECORDER);
        dispatch(RECORDER, "Stopped", "\"a\":1");
        tell(new RecorderChanged("s1", RECORDER, State.STOPPED));
        assertThat(dispatcher.size()).isZero();
    }

    @Test
    void eachOneKeepsItsLastStateWhenTooManyWait() {
        CompletableFuture<Void> slow = new CompletableFuture<>();
        busy = slow;
        dispatch(PLAYER, "EndOfStream", "\"a\":1");
        dispatch(OTHER_PLAYER, "EndOfStream", "\"a\":1");
        for (int i = 0; i < 100; i++) {
            dispatch(RECORDER, i % 2 == 0 ? "Recording" : "Paused", "\"a\":1");
            dispatch(PLAYER, "EndOfStream", "\"a\":1");
        }
        busy = handler;
        slow.complete(null);
        await().untilAsserted(() -> assertThat(told).contains(new PlayerEnded("s1", PLAYER),
                new PlayerEnded("s1", OTHER_PLAYER), new RecorderChanged("s1", RECORDER, State.PAUSED)));
        assertThat(told).hasSizeLessThan(10);
    }

    private void tell(MediaEvent... events) {
        await().untilAsserted(() -> assertThat(told).containsExactly(events));
    }

    private void invalid(String element) {
        dispatch(element, "Error", "\"description\":\"Invalid URI\",\"errorCode\":0,\"type\":\"INVALID_URI\"");
    }

    private void broken(String element) {
        dispatch(element, "Error",
                "\"description\":\"broken\",\"errorCode\":1,\"type\":\"UNEXPECTED_ELEMENT_ERROR\"");
    }

    private void dispatch(String element, String type, String fields) {
        dispatcher.dispatch(JsonParser.parseString("{\"data\":{" + fields + ",\"source\":\"" + element
                + "\",\"tags\":[{\"key\":\"attempt\",\"value\":\"x\"},{\"key\":\"session\",\"value\":\"s1\"}]},"
                + "\"object\":\"" + element + "\",\"type\":\"" + type + "\"}").getAsJsonObject(), Optional.empty());
    }
}
