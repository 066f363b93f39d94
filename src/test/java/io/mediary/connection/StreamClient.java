package io.mediary.connection;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;

import com.fasterxml.jackson.databind.JsonNode;

/** A client of the event stream, reading in a thread of its own. */
final class StreamClient implements AutoCloseable {

    private final HttpURLConnection connection;
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private volatile String lastId = "";
    private volatile int comments;
    private volatile boolean ended;

    private StreamClient(HttpURLConnection connection) {
        this.connection = connection;
    }

    static StreamClient open(URI events, String query, String lastEventId, String... headers) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(events + query).toURL().openConnection();
        connection.setRequestProperty("Accept", "text/event-stream");
        if (!lastEventId.isEmpty()) {
            connection.setRequestProperty("Last-Event-ID", lastEventId);
        }
        for (int i = 0; i < headers.length; i += 2) {
            connection.setRequestProperty(headers[i], headers[i + 1]);
        }
        StreamClient client = new StreamClient(connection);
        if (client.status() == 200) {
            Thread reader = new Thread(client::read, "event stream");
            reader.setDaemon(true);
            reader.start();
            Awaitility.await("the first cursor").until(() -> !client.lastId.isEmpty());
        }
        return client;
    }

    int status() throws IOException {
        return connection.getResponseCode();
    }

    String error() throws IOException {
        return new String(connection.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
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
        Awaitility.await(count + " events").atMost(Duration.ofSeconds(15)).until(() -> events.size() >= count);
        return events;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
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
    public void close() {
        ended = true;
        connection.disconnect();
    }
}
