package io.mediary.connection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

import com.fasterxml.jackson.databind.JsonNode;

/** A client of the event stream, reading in a thread of its own. */
final class StreamClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private final HttpResponse<InputStream> answer;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";
    private volatile int comments;
    private volatile boolean ended;

    private StreamClient(HttpResponse<InputStream> answer) {
        this.answer = answer;
    }

    static StreamClient open(URI events, String query, String lastEventId, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(events + query)).timeout(PATIENCE)
                .header("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            request.header("Last-Event-ID", lastEventId);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        StreamClient client = new StreamClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
        if (client.status() == 200) {
            Thread reader = new Thread(client::read, "event stream");
            reader.setDaemon(true);
            reader.start();
            Awaitility.await("the first cursor").until(() -> !client.lastId.isEmpty());
        }
        return client;
    }

    int status() {
        return answer.statusCode();
    }

    String error() throws IOException {
        return new String(answer.body().readAllBytes(), StandardCharsets.UTF_8);
    }

    String lastId() {
        return lastId;
    }

    int comments() {
        return comments;
    }

    boolean ended() {
        return ended;
    }

    List<JsonNode> awaitEvents(int count) {
        Awaitility.await(count + " events").atMost(PATIENCE).until(() -> events.size() >= count);
        return events;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            String id = lastId;
            String data = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.startsWith(":")) {
                    comments++;
                } else if (line.isEmpty()) {
                    lastId = id;
                    if (!data.isEmpty()) {
                        events.add(TestClient.JSON.readTree(data));
                        data = "";
                    }
                }
            }
        } catch (IOException e) {
            if (!ended) {
                ended = true;
                throw new UncheckedIOException(e);
            }
        } finally {
            ended = true;
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        answer.body().close();
    }
}
