package io.mediary.embedded.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.Recorder;
import io.mediary.embedded.engine.RecorderListener;

/** Turns what a recorder tells into Kurento's events. Thread-safe. */
final class RecorderEvents implements RecorderListener {

    private volatile RecorderEndpoint endpoint;

    /** Tells whose events these are; it has not begun to record. */
    void attach(RecorderEndpoint newEndpoint) {
        endpoint = newEndpoint;
    }

    @Override
    public void state(Recorder.State state) {
        endpoint.emit("UriEndpointStateChanged", Json.object().put("state", state.name()));
        endpoint.emit(switch (state) {
            case START -> "Recording";
            case PAUSE -> "Paused";
            case STOP -> "Stopped";
        }, Json.object());
    }

    /** With GStreamer's numbers; where a file cannot be opened Kurento sends two, as here. */
    @Override
    public void failed(Failure failure, String what, String reason) {
        switch (failure) {
            case OPEN -> {
                error(6, "RESOURCE_ERROR_OPEN", "Could not open file \"" + path(what) + "\" for writing. " + reason);
                error(4, "UNEXPECTED_ELEMENT_ERROR", "GStreamer error: state change failed. Failed to start");
            }
            case WRITE ->
                error(10, "RESOURCE_ERROR_WRITE", "Error while writing to file \"" + path(what) + "\". " + reason);
            case FULL -> error(14, "RESOURCE_ERROR_NO_SPACE_LEFT",
                    "No space left for file \"" + path(what) + "\". " + reason);
            case CODEC -> error(12, "UNEXPECTED_ELEMENT_ERROR",
                    "The embedded media server does not transcode " + what + " that comes in: " + reason);
            case OVER -> error(4, "UNEXPECTED_ELEMENT_ERROR", "\"" + path(what) + "\": " + reason);
        }
    }

    @Override
    public void flowIn(MediaKind kind, boolean flowing) {
        endpoint.flowIn(kind, flowing);
    }

    private void error(int code, String type, String description) {
        ObjectNode data = Json.object().put("description", "Error code " + code + ": " + description)
                .put("errorCode", code).put("type", type);
        endpoint.emitAs("Error", data);
    }

    private static String path(String uri) {
        return uri.startsWith("file://") ? uri.substring("file://".length()) : uri;
    }
}
