package io.mediary.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.store.Keys;
import io.mediary.store.Kind;

/** A site on which a number of sessions live, and where others come and go. For one thread; every method blocks. */
final class Town implements AutoCloseable {

    private static final String USER = "bench";
    private static final int MAKERS = 5;

    private final int sessions;
    private final Site site;
    private final Jvm instance;
    private final List<Client> residents = new ArrayList<>();
    private final List<Client> visitors = new ArrayList<>();

    /** What sessions cost that came and went. */
    static final class Cost {

        private final Samples create = new Samples();
        private final Samples instance = new Samples();
        private final Samples redis = new Samples();

        /** Milliseconds until the answer, of each. */
        Samples create() {
            return create;
        }

        /** Milliseconds of processor time of the instance, of blocks. */
        Samples instance() {
            return instance;
        }

        /** Milliseconds of processor time of Redis, of blocks. */
        Samples redis() {
            return redis;
        }
    }

    /**
     * Starts it, without sessions.
     *
     * @param sessions that are to live there
     * @param connections that will have made them
     */
    Town(int sessions, int connections) throws IOException {
        this.sessions = sessions;
        site = new Site("session-cost-" + sessions);
        Site.Instance started = site.instance(URI.create(site.mediaProcess().address()));
        instance = started.jvm();
        for (int i = 0; i < connections; i++) {
            residents.add(Client.login(started.socket(), USER));
        }
        for (int i = 0; i < MAKERS; i++) {
            visitors.add(Client.login(started.socket(), USER));
        }
    }

    int sessions() {
        return sessions;
    }

    /** The clients that made the sessions that live here. */
    List<Client> residents() {
        return residents;
    }

    /** Clients without sessions. */
    List<Client> visitors() {
        return visitors;
    }

    /** Makes so many sessions and keeps its own number of them. */
    void settle(int many) throws Exception {
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        try {
            List<Future<?>> making = new ArrayList<>();
            for (int maker = 0; maker < MAKERS; maker++) {
                int first = maker;
                making.add(makers.submit(() -> {
                    for (int i = first; i < many; i += MAKERS) {
                        Client client = residents.get(i % residents.size());
                        JsonNode id = make(client);
                        if (i >= sessions) {
                            end(client, id);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> one : making) {
                one.get();
            }
        } finally {
            makers.shutdownNow();
        }
    }

    /** Sessions come and go, one after the other, over these clients in turn. */
    void block(List<Client> clients, int count, Cost cost) throws IOException {
        double cpu = instance.cpu();
        double redis = site.redisCpu();
        for (int i = 0; i < count; i++) {
            Client client = clients.get(i % clients.size());
            long begun = System.nanoTime();
            JsonNode id = make(client);
            cost.create.add((System.nanoTime() - begun) / 1e6);
            end(client, id);
        }
        cost.instance.add((instance.cpu() - cpu) / count);
        cost.redis.add((site.redisCpu() - redis) / count);
    }

    /** All clients answer what has come for them. */
    void drain() throws IOException {
        for (Client client : residents) {
            client.idle();
        }
        for (Client client : visitors) {
            client.idle();
        }
    }

    /** Processor time that the instance has had, in milliseconds. */
    double cpu() {
        return instance.cpu();
    }

    /** How many sessions the index of their owner has. */
    int living() {
        return ((Number) site.redis().command("ZCARD", Keys.user(Kind.SESSION, USER))).intValue();
    }

    @Override
    public void close() throws IOException {
        for (Client client : residents) {
            client.close();
        }
        for (Client client : visitors) {
            client.close();
        }
        site.close();
    }

    private static JsonNode make(Client client) throws IOException {
        return client.call("media/session/create", "type", "park", "wait_reply", true, "offer", ParkedPhone.offer())
                .path("session_id");
    }

    private static void end(Client client, JsonNode id) throws IOException {
        client.call("media/session/destroy", "session_id", id);
    }
}
