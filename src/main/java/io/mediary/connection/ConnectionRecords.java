package io.mediary.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.event.LogPosition;
import io.mediary.event.Subscription;
import io.mediary.function.Authentication.Principal;
import io.mediary.instance.Identity;
import io.mediary.store.Keys;
import io.mediary.store.NewRecord.ConnectionRef;
import io.mediary.store.Partition;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/**
 * The records of connections in Redis: {@code {N}:conn:ID}, scripts {@code connection_*.lua}. Each method is one round
 * trip with a timeout, and fails with {@code unavailable} where Redis is away. Thread-safe.
 */
@ApplicationScoped
public class ConnectionRecords {

    /** The key part of a connection's kind, as deadlines name it. */
    public static final String KIND = "conn";

    /** How long a record may outlive its deadline, should nobody act on it. */
    private static final String BACKSTOP = Long.toString(Duration.ofHours(1).toMillis());

    private static final String POSITION = "pos:";

    private final Scripts scripts;
    private final Identity identity;

    ConnectionRecords(Scripts scripts, Identity identity) {
        this.scripts = scripts;
        this.identity = identity;
    }

    /** Makes a record, with epoch 1. */
    Uni<Admission> open(String id, Principal who, Peer peer) {
        return scripts
                .run("connection_open", Keys.connection(id), id, who.user(), flag(who.administrator()), identity.id(),
                        peer.type(), peer.remote(), BACKSTOP)
                .map(done -> new Admission(new ConnectionRef(id, 1), who, List.of(), Map.of()));
    }

    /**
     * Takes a record over for a new socket.
     *
     * @param who its user must be the record's, or empty for whoever it belongs to
     */
    Uni<Resumed> resume(String id, Principal who, Peer peer) {
        return scripts.run("connection_resume", Keys.connection(id), id, who.user(), flag(who.administrator()),
                identity.id(), peer.type(), peer.remote(), BACKSTOP).map(answer -> resumed(id, who, answer));
    }

    private static Resumed resumed(String id, Principal who, Response answer) {
        Optional<String> refused = word(answer);
        if (refused.isPresent()) {
            return new Resumed(Optional.empty(), refused.get().equals("other"));
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            fields.put(answer.get(i).toString(), answer.get(i + 1).toString());
        }
        Map<Integer, LogPosition> positions = new HashMap<>();
        fields.forEach((field, value) -> {
            if (field.startsWith(POSITION)) {
                positions.put(Integer.parseInt(field.substring(POSITION.length())), LogPosition.parse(value));
            }
        });
        Principal owner = new Principal(fields.get("user"), who.administrator(), who.expiresAt());
        return new Resumed(Optional.of(new Admission(new ConnectionRef(id, Long.parseLong(fields.get("epoch"))), owner,
                StoredSubscriptions.parse(fields), positions)), false);
    }

    /** Keeps positions; false where the connection is another socket's by now. */
    Uni<Boolean> save(ConnectionRef ref, Map<Integer, LogPosition> positions) {
        List<String> args = new ArrayList<>(List.of(Long.toString(ref.epoch())));
        addPositions(args, positions);
        return held(scripts.run("connection_save", List.of(Keys.connection(ref.id())), args));
    }

    /** Keeps a subscription and the positions from which it counts; false as in {@link #save}. */
    Uni<Boolean> subscribe(ConnectionRef ref, Subscription subscription, Map<Integer, LogPosition> positions) {
        List<String> args = new ArrayList<>(List.of(Long.toString(ref.epoch()),
                StoredSubscriptions.field(subscription), StoredSubscriptions.json(subscription)));
        addPositions(args, positions);
        return held(scripts.run("connection_subscribe", List.of(Keys.connection(ref.id())), args));
    }

    /** Forgets subscriptions; false as in {@link #save}. */
    Uni<Boolean> unsubscribe(ConnectionRef ref, List<Subscription> subscriptions) {
        List<String> args = new ArrayList<>(List.of(Long.toString(ref.epoch())));
        subscriptions.forEach(subscription -> args.add(StoredSubscriptions.field(subscription)));
        return held(scripts.run("connection_unsubscribe", List.of(Keys.connection(ref.id())), args));
    }

    /**
     * Pushes the resume windows of this instance's connections forward, a script for each partition.
     */
    Uni<Pushed> push(Collection<ConnectionRef> refs) {
        Map<Partition, List<ConnectionRef>> parts = new HashMap<>();
        refs.forEach(ref -> parts.computeIfAbsent(Partition.of(ref.id()), p -> new ArrayList<>()).add(ref));
        List<Scripts.Call> calls = new ArrayList<>();
        parts.values().forEach(part -> {
            List<String> keys = new ArrayList<>();
            List<String> args = new ArrayList<>(List.of(identity.id(), BACKSTOP));
            part.forEach(ref -> {
                keys.add(Keys.connection(ref.id()));
                args.add(ref.id());
                args.add(Long.toString(ref.epoch()));
            });
            calls.add(new Scripts.Call("connection_push", keys, args));
        });
        return scripts.together(calls).map(answers -> {
            Set<String> gone = new HashSet<>();
            Set<String> taken = new HashSet<>();
            answers.forEach(answer -> {
                answer.get(0).forEach(id -> gone.add(id.toString()));
                answer.get(1).forEach(id -> taken.add(id.toString()));
            });
            return new Pushed(gone, taken);
        });
    }

    /** The socket went without a goodbye: the resume window runs from now. */
    Uni<Void> lost(ConnectionRef ref, Map<Integer, LogPosition> positions) {
        List<String> args = new ArrayList<>(List.of(ref.id(), Long.toString(ref.epoch())));
        addPositions(args, positions);
        return scripts.run("connection_lost", List.of(Keys.connection(ref.id())), args).replaceWithVoid();
    }

    /** The client said goodbye: ends the connection, unless another socket has it. */
    Uni<Ending> endClean(ConnectionRef ref) {
        return end(ref.id(), "clean", Long.toString(ref.epoch()));
    }

    /** Ends the connection if its resume window has passed. */
    Uni<Ending> endExpired(String id) {
        return end(id, "expired", "");
    }

    /** Ends the connection; {@code user}: who asks, empty for an administrator. */
    Uni<Ending> stop(String id, Optional<String> user) {
        return end(id, "stop", user.orElse(""));
    }

    /** Reads connections; those that are gone are missing in the answer. */
    Uni<List<ConnectionRecord>> read(Collection<String> ids) {
        List<Scripts.Call> calls = ids.stream().map(
                id -> new Scripts.Call("connection_read", List.of(Keys.connection(id)), List.of())).toList();
        List<String> order = List.copyOf(ids);
        return scripts.together(calls).map(answers -> {
            List<ConnectionRecord> found = new ArrayList<>();
            for (int i = 0; i < order.size(); i++) {
                Response fields = answers.get(i);
                if (fields.size() == 3 && fields.get(0) != null) {
                    found.add(new ConnectionRecord(order.get(i), fields.get(0).toString(),
                            new Peer(fields.get(1).toString(), fields.get(2).toString())));
                }
            }
            return found;
        });
    }

    /** Sends a line to another instance's channel, or one's own. */
    Uni<Void> ring(String instance, String line) {
        return scripts.command(Command.PUBLISH, Keys.channel(instance), line).replaceWithVoid();
    }

    private Uni<Ending> end(String id, String why, String detail) {
        return scripts.run("connection_end", Keys.connection(id), id, why, detail).map(answer -> {
            Optional<String> refused = word(answer);
            return new Ending(refused.orElse("ended"),
                    refused.isPresent() ? Optional.empty() : Optional.of(answer.get(0).toString()));
        });
    }

    private static Uni<Boolean> held(Uni<Response> answer) {
        return answer.map(held -> held.toInteger() == 1);
    }

    private static void addPositions(List<String> args, Map<Integer, LogPosition> positions) {
        positions.forEach((partition, position) -> {
            args.add(POSITION + partition);
            args.add(position.stream());
        });
    }

    private static String flag(boolean set) {
        return set ? "1" : "0";
    }

    /** A script's answer in one word, where it is not a list. */
    static Optional<String> word(Response answer) {
        return answer.type() == io.vertx.redis.client.ResponseType.MULTI
                ? Optional.empty()
                : Optional.of(answer.toString());
    }

    /**
     * What became of an attempt to resume.
     *
     * @param admission the record as it is now; empty: not resumed
     * @param othersUser it is another user's; else it is gone
     */
    record Resumed(Optional<Admission> admission, boolean othersUser) {
    }

    /**
     * What has happened to connections behind their instance's back.
     *
     * @param gone ids of those without a record
     * @param taken ids of those that another socket has
     */
    record Pushed(Set<String> gone, Set<String> taken) {
    }

    /**
     * What became of an attempt to end a connection.
     *
     * @param outcome {@code ended}, {@code gone}, {@code stale}, {@code alive}, {@code other}
     * @param user whose it was
     */
    record Ending(String outcome, Optional<String> user) {
    }
}
