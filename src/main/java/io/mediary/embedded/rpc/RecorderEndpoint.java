package io.mediary.embedded.rpc;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.mediary.embedded.engine.Recorder;
import io.mediary.embedded.engine.recording.RecordingProfile;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;

/**
 * Kurento's `RecorderEndpoint` over a {@link Recorder}. As with Kurento, the uri is looked at when the recording begins, failures are events, and
 * streams have no end that `stopOnEndOfStream` could wait for. Video is not transcoded. Thread-safe.
 */
final class RecorderEndpoint extends MediaElement {

    /** Less than clients wait for an answer, so that they are told. */
    private static final long LONGEST_STOP_SECONDS = 8;

    private final Recorder recorder;

    RecorderEndpoint(Creation creation) throws RpcException {
        this(creation, new RecorderEvents());
    }

    private RecorderEndpoint(Creation creation, RecorderEvents events) throws RpcException {
        this(creation, events, creation.engine().recorder(creation.arguments().text("uri"), profile(creation), events));
    }

    private RecorderEndpoint(Creation creation, RecorderEvents events, Recorder recorder) {
        super(creation, recorder);
        this.recorder = recorder;
        preset("uri", creation.arguments().text("uri"));
        events.attach(this);
    }

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        switch (operation.name()) {
            case "record" -> recorder.record();
            case "pause" -> recorder.pause();
            case "stop" -> recorder.stop();
            case "stopAndWait" -> stopAndWait();
            case "getState" -> {
                return recorder.state().name();
            }
            default -> {
                return super.invoke(operation, arguments, set);
            }
        }
        return null;
    }

    private void stopAndWait() throws RpcException {
        try {
            recorder.stop().toCompletableFuture().get(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw ErrorType.NOT_ENOUGH_RESOURCES.with("The recording is not complete yet");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorType.NOT_ENOUGH_RESOURCES.with("The media server is closing");
        }
    }

    private static RecordingProfile profile(Creation creation) throws RpcException {
        String name = creation.arguments().has("mediaProfile") ? creation.arguments().text("mediaProfile") : "WEBM";
        Form form = switch (name.replaceAll("_(AUDIO|VIDEO)_ONLY$", "")) {
            case "WEBM" -> Form.WEBM;
            case "MKV" -> Form.MATROSKA;
            case "MP4" -> Form.MP4;
            default -> throw ErrorType.NOT_IMPLEMENTED.with("The embedded media server does not record " + name);
        };
        return new RecordingProfile(form, !name.endsWith("_VIDEO_ONLY"), !name.endsWith("_AUDIO_ONLY"));
    }
}
