package io.mediary.media.kurento;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Releases an object as some other client would. */
final class RawRelease {

    private RawRelease() {
    }

    /** Completes when the server has answered. */
    static CompletionStage<?> of(URI server, String object) {
        CompletableFuture<Void> answered = new CompletableFuture<>();
        WebSocket.Listener listener = new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
                answered.complete(null);
                socket.abort();
                return null;
            }
        };
        String release = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"release\",\"params\":{\"object\":\"" + object
                + "\"}}";
        return HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(server, listener)
                .thenCompose(socket -> socket.sendText(release, true)).thenCompose(sent -> answered);
    }
}
