package io.mediary.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.Function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.MediaryProcess;

/** A client of one instance's HTTP doors. Thread-safe; every method blocks. */
final class Rest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Function<String, URI> at;

    Rest(MediaryProcess instance) {
        this(instance::http);
    }

    /** @param at the address of a path */
    Rest(Function<String, URI> at) {
        this.at = at;
    }

    /**
     * What came.
     *
     * @param status HTTP's
     * @param text the body
     */
    record Answer(int status, String text) {

        /** The body as JSON. */
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("not JSON: " + text, e);
            }
        }

        /** What the command answered: the envelope's {@code data}. */
        JsonNode data() {
            return json().path("data");
        }
    }

    /** Gets a page. */
    Answer get(String path) {
        return send(HttpRequest.newBuilder(at.apply(path)).timeout(PATIENCE).build());
    }

    /** Sends a command: {@code media/session/create}. */
    Answer command(String command, JsonNode data) {
        return send(HttpRequest.newBuilder(at.apply("/v1/" + command)).timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(data.toString())).build());
    }

    /** Opens a stream of events and closes it again; its status. */
    int glanceAtEvents(String query) {
        HttpRequest request = HttpRequest.newBuilder(at.apply("/v1/events?" + query)).timeout(PATIENCE).build();
        HttpResponse<InputStream> stream = exchange(request, BodyHandlers.ofInputStream());
        try {
            stream.body().close();
        } catch (IOException gone) {
            throw new IllegalStateException(gone);
        }
        return stream.statusCode();
    }

    private Answer send(HttpRequest request) {
        HttpResponse<String> answer = exchange(request, BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body());
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException e) {
            throw new IllegalStateException(request.uri() + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
