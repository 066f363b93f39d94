package io.mediary.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.ResponseType;

/**
 * Which users have connections, and which ones: an index beside the records, in other slots of a cluster. An entry is
 * written before its record and removed after it, so a crash leaves an entry without a record at most; whoever reads
 * such a one, a minute old by the clock of who wrote it, removes it. A user is entered after their connection and removed while they have none, and entered again
 * where a connection came meanwhile. Thread-safe.
 */
@ApplicationScoped
public class Users {

    private static final Logger LOG = Logger.getLogger(Users.class);

    /** Records are read in groups, so that one reading of many does not outlast its timeout. */
    private static final int GROUP = 500;

    /** How old an entry without a record must be to be taken for a leftover, in milliseconds. */
    private static final long IN_THE_MAKING = 60_000;

    private final Scripts scripts;
    private final ConnectionRecords records;

    Users(Scripts scripts, ConnectionRecords records) {
        this.scripts = scripts;
        this.records = records;
    }

    /** Notes a connection that is about to be made. */
    Uni<Void> enter(String user, String connection) {
        return scripts
                .command(Command.ZADD, Keys.connectionsOf(user), Long.toString(System.currentTimeMillis()), connection)
                .chain(done -> scripts.command(Command.SADD, Keys.USERS, user)).replaceWithVoid();
    }

    /** Forgets a connection that is gone; a failure is left to the next reader. */
    Uni<Void> remove(String user, List<String> connections) {
        if (connections.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> args = new ArrayList<>(List.of(Keys.connectionsOf(user)));
        args.addAll(connections);
        return scripts.command(Command.ZREM, args.toArray(String[]::new)).chain(done -> mendUser(user)).onFailure()
                .recoverWithUni(failure -> {
                    LOG.debugf("connections of %s stay in the index until it is read: %s", user, failure.getMessage());
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> mendUser(String user) {
        return connections(user).chain(left -> left > 0
                ? Uni.createFrom().voidItem()
                : scripts.command(Command.SREM, Keys.USERS, user).chain(done -> connections(user))
                        .chain(after -> after == 0
                                ? Uni.createFrom().voidItem()
                                : scripts.command(Command.SADD, Keys.USERS, user).replaceWithVoid()));
    }

    private Uni<Integer> connections(String user) {
        return scripts.command(Command.ZCARD, Keys.connectionsOf(user)).map(Response::toInteger);
    }

    /** A live connection; empty where there is none of this id. */
    public Uni<Optional<ConnectionRecord>> connection(String id) {
        return records.read(List.of(id)).map(found -> found.stream().findFirst());
    }

    /** A user's live connections; empty where there are none. Old entries without a record are removed. */
    public Uni<List<ConnectionRecord>> connectionsOf(String user) {
        return scripts.command(Command.ZRANGE, Keys.connectionsOf(user), "0", "-1", "WITHSCORES").map(Users::entries)
                .chain(entries -> Multi.createFrom().iterable(entries.keySet()).group().intoLists().of(GROUP).onItem()
                        .transformToUniAndConcatenate(records::read).collect().asList()
                        .map(groups -> groups.stream().flatMap(List::stream).filter(r -> r.user().equals(user))
                                .toList())
                        .call(found -> mend(user, entries, found)));
    }

    private Uni<Void> mend(String user, Map<String, Long> entries, List<ConnectionRecord> found) {
        Map<String, Long> gone = new HashMap<>(entries);
        found.forEach(record -> gone.remove(record.id()));
        gone.values().removeIf(entered -> entered > System.currentTimeMillis() - IN_THE_MAKING);
        return remove(user, List.copyOf(gone.keySet()));
    }

    /** Users with their connections: everyone's, or those of one. */
    public Uni<Map<String, List<ConnectionRecord>>> list(Optional<String> only) {
        Uni<List<String>> users = only.map(user -> Uni.createFrom().item(List.of(user)))
                .orElseGet(() -> scripts.command(Command.SMEMBERS, Keys.USERS).map(Users::strings));
        return users
                .onItem().transformToMulti(Multi.createFrom()::iterable).onItem()
                .transformToUni(user -> connectionsOf(user).map(found -> Map.entry(user, found))).merge(8)
                .collect().in(TreeMap<String, List<ConnectionRecord>>::new, (all, entry) -> {
                    if (!entry.getValue().isEmpty()) {
                        all.put(entry.getKey(), entry.getValue());
                    }
                }).map(all -> all);
    }

    private static Map<String, Long> entries(Response response) {
        Map<String, Long> entries = new LinkedHashMap<>();
        for (int i = 0; i < response.size(); i++) {
            Response item = response.get(i);
            if (item.type() == ResponseType.MULTI) {
                entries.put(item.get(0).toString(), (long) Double.parseDouble(item.get(1).toString()));
            } else {
                entries.put(item.toString(), (long) Double.parseDouble(response.get(++i).toString()));
            }
        }
        return entries;
    }

    private static List<String> strings(Response response) {
        List<String> all = new ArrayList<>(response.size());
        response.forEach(item -> all.add(item.toString()));
        return all;
    }
}
