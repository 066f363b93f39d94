package io.mediary.faults;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.mediary.testing.FrontDoor;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.Passage;
import io.mediary.testing.RedisLook;
import io.mediary.testing.RedisServer;

/**
 * A Redis, two media servers and instances of the packaged application, each a process of its own, and one address for
 * all instances. Thread-safe.
 */
final class Plant implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final Path directory;
    private final RedisServer redis;
    private final Passage toRedis = new Passage();
    private final RedisLook look;
    private final Books books;
    private final List<MediaServer> mediaServers;
    private final FrontDoor door;
    private final List<Running> running = new CopyOnWriteArrayList<>();
    private int started;

    /**
     * An instance.
     *
     * @param process as it runs
     * @param id by which the others know it
     */
    record Running(MediaryProcess process, String id) {
    }

    /**
     * Starts everything but the instances; logs and data go to {@code target/e2e}.
     *
     * @param front makes the one address of all instances, with a directory for what it writes
     */
    Plant(String name, Function<Path, FrontDoor> front) {
        this.name = name;
        try {
            Files.createDirectories(Path.of("target/e2e"));
            directory = Files.createTempDirectory(Path.of("target/e2e"), name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        door = front.apply(directory);
        redis = new RedisServer("--appendonly", "yes");
        toRedis.leadTo(List.of(redis.port()));
        look = new RedisLook(redis.port());
        books = new Books(look);
        mediaServers = List.of(new MediaServer(directory.resolve("media-1.log")),
                new MediaServer(directory.resolve("media-2.log")));
    }

    /** Its data are in a file. */
    RedisServer redis() {
        return redis;
    }

    /** Cuts the sockets of all instances to Redis. */
    void cutRedis() {
        toRedis.cut();
    }

    RedisLook look() {
        return look;
    }

    Books books() {
        return books;
    }

    List<MediaServer> mediaServers() {
        return mediaServers;
    }

    /** The one address of all instances. */
    URI address() {
        return URI.create("http://127.0.0.1:" + door.port());
    }

    /** The same for clients of the WebSocket door. */
    URI socket() {
        return URI.create("ws://127.0.0.1:" + door.port() + "/v1/ws");
    }

    /** The instances that were not told to end. */
    List<Running> running() {
        return running;
    }

    /** Whether an instance of this id runs. */
    boolean lives(String id) {
        return running.stream().anyMatch(one -> one.id.equals(id));
    }

    /** Starts an instance and waits until it is ready: one at a time, so that its id is known. */
    synchronized Running start() {
        Set<String> before = books.instances();
        Map<String, String> properties = new HashMap<>(Map.of("mediary.auth.enabled", "false",
                "quarkus.redis.hosts", "redis://127.0.0.1:" + toRedis.port(), "mediary.kurento.urls",
                mediaServers.stream().map(server -> server.url().toString()).collect(Collectors.joining(","))));
        MediaryProcess process = MediaryProcess.start(name + "-" + ++started, properties);
        List<String> fresh = new ArrayList<>();
        await(process + " says that it lives").atMost(PATIENCE).until(() -> {
            fresh.clear();
            fresh.addAll(books.instances());
            fresh.removeAll(before);
            return !fresh.isEmpty();
        });
        Running one = new Running(process, fresh.get(0));
        running.add(one);
        lead();
        return one;
    }

    /** SIGKILL. */
    void kill(Running one) {
        running.remove(one);
        one.process.kill();
        lead();
    }

    /** SIGTERM; returns when it has ended. New connections go to the others from the beginning. */
    void stop(Running one) {
        running.remove(one);
        lead();
        one.process.stop();
    }

    @Override
    public void close() {
        door.close();
        running.forEach(one -> one.process.close());
        mediaServers.forEach(MediaServer::close);
        toRedis.close();
        redis.close();
    }

    private void lead() {
        door.leadTo(running.stream().map(one -> one.process.socket().getPort()).toList());
    }
}
