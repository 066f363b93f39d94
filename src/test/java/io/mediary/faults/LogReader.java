package io.mediary.faults;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.event.LogPosition;
import io.mediary.store.Keys;
import io.mediary.store.Partition;
import io.mediary.testing.RedisLook;

/** Reads all logs as they grow and enters what it finds into the {@link Ledger}, before anything is trimmed. */
final class LogReader implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BATCH = "2000";
    private static final long PAUSE = 300;

    private final RedisLook redis;
    private final Ledger ledger;
    private final Map<String, Supplier<String>> followed = new ConcurrentHashMap<>();
    private final Map<String, String> clientOf = new ConcurrentHashMap<>();
    private final List<String> positions = new ArrayList<>();
    private final Thread thread = new Thread(this::run, "log-reader");
    private volatile boolean closed;

    /** Begins with what is written from now on. */
    LogReader(RedisLook redis, Ledger ledger) {
        this.redis = redis;
        this.ledger = ledger;
        for (int i = 0; i < Partition.COUNT; i++) {
            positions.add("0-0");
        }
        thread.setDaemon(true);
        thread.start();
    }

    /** Events of the sessions that a client's connection makes are for this client, whichever connection it has now. */
    void follow(String client, Supplier<String> connection) {
        followed.put(client, connection);
    }

    /** Reads all that is there now. */
    synchronized void read() {
        followed.forEach((client, connection) -> clientOf.put(connection.get(), client));
        List<List<String>> commands = new ArrayList<>();
        for (int i = 0; i < Partition.COUNT; i++) {
            commands.add(List.of("XRANGE", Keys.log(new Partition(i)), "(" + positions.get(i), "+", "COUNT", BATCH));
        }
        List<Object> answers = redis.commands(commands);
        for (int i = 0; i < answers.size(); i++) {
            for (Object entry : (List<?>) answers.get(i)) {
                String id = (String) ((List<?>) entry).get(0);
                List<?> fields = (List<?>) ((List<?>) entry).get(1);
                positions.set(i, id);
                enter(i, id, (String) fields.get(fields.indexOf("e") + 1));
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void enter(int partition, String id, String event) {
        try {
            ledger.committed(LogPosition.parse(id).eventId(partition), JSON.readTree(event), clientOf);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not an event: " + event, e);
        }
    }

    private void run() {
        while (!closed) {
            try {
                read();
                Thread.sleep(PAUSE);
            } catch (UncheckedIOException | IllegalStateException away) {
                pause(); // Redis is away, or still reads its file: that is what is tested
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
