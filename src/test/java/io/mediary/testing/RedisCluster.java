package io.mediary.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;

/** A cluster of three real Redis processes, each with a third of the slots; with replicas, six. For one thread; every method blocks. */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final List<RedisServer> masters = new ArrayList<>();
    private final List<RedisServer> replicas = new ArrayList<>();

    /** Starts it. {@code replicated}: each master has a replica that takes over when it has not answered for a second. */
    public RedisCluster(boolean replicated) {
        for (int i = 0; i < MASTERS; i++) {
            masters.add(node(i + 1));
        }
        for (int i = 0; replicated && i < MASTERS; i++) {
            replicas.add(node(MASTERS + i + 1));
        }
        for (int i = 0; i < MASTERS; i++) {
            masters.get(i).command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(i * SLOTS / MASTERS),
                    Integer.toString((i + 1) * SLOTS / MASTERS - 1));
        }
        for (RedisServer node : all()) {
            masters.get(0).command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()),
                    setting(node, "cluster-port"));
        }
        await(all().size());
        for (int i = 0; i < replicas.size(); i++) {
            replicas.get(i).command("CLUSTER", "REPLICATE", id(masters.get(i)));
        }
        if (replicated) {
            Awaitility.await("replicas are in step").atMost(PATIENCE)
                    .until(() -> replicas.stream().allMatch(node -> node.info("master_link_status").equals("up")));
        }
        await(all().size());
    }

    /** Its settings for Mediary: the hosts, with commas between. */
    public String hosts() {
        return masters.stream().map(node -> node.url().toString()).collect(Collectors.joining(","));
    }

    /** The nodes that began as masters. */
    public List<RedisServer> masters() {
        return List.copyOf(masters);
    }

    /** The node that has a key's slot, as the first node that answers sees it. */
    public RedisServer owner(String key) {
        long slot = slot(key);
        for (Object range : (List<?>) masters.get(0).command("CLUSTER", "SLOTS")) {
            List<?> parts = (List<?>) range;
            if ((Long) parts.get(0) <= slot && slot <= (Long) parts.get(1)) {
                long port = (Long) ((List<?>) parts.get(2)).get(1);
                return all().stream().filter(node -> node.port() == port).findFirst().orElseThrow();
            }
        }
        throw new IllegalStateException("nobody has slot " + slot);
    }

    /** A key's slot. */
    public long slot(String key) {
        return (Long) masters.get(0).command("CLUSTER", "KEYSLOT", key);
    }

    /**
     * Begins to move a slot: from now on its keys go one by one.
     *
     * @return the move, at which the test carries on
     */
    public Move move(long slot, RedisServer from, RedisServer to) {
        to.command("CLUSTER", "SETSLOT", Long.toString(slot), "IMPORTING", id(from));
        from.command("CLUSTER", "SETSLOT", Long.toString(slot), "MIGRATING", id(to));
        return new Move(slot, from, to);
    }

    /** A slot on its way. */
    public final class Move {

        private final String slot;
        private final RedisServer from;
        private final RedisServer to;

        private Move(long slot, RedisServer from, RedisServer to) {
            this.slot = Long.toString(slot);
            this.from = from;
            this.to = to;
        }

        /** Moves keys. @return how many; 0: there are no more */
        public int keys(int most) {
            List<?> keys = (List<?>) from.command("CLUSTER", "GETKEYSINSLOT", slot, Integer.toString(most));
            keys.forEach(key -> from.command("MIGRATE", "127.0.0.1", Integer.toString(to.port()), (String) key, "0",
                    "5000"));
            return keys.size();
        }

        /** Says to all that the slot has moved. */
        public void end() {
            String id = id(to);
            to.command("CLUSTER", "SETSLOT", slot, "NODE", id);
            from.command("CLUSTER", "SETSLOT", slot, "NODE", id);
            masters.stream().filter(node -> node != from && node != to)
                    .forEach(node -> node.command("CLUSTER", "SETSLOT", slot, "NODE", id));
        }
    }

    @Override
    public void close() {
        all().forEach(RedisServer::close);
    }

    private List<RedisServer> all() {
        List<RedisServer> all = new ArrayList<>(masters);
        all.addAll(replicas);
        return all;
    }

    private static RedisServer node(int epoch) {
        RedisServer node = RedisServer.forCluster("--cluster-node-timeout", "1000", "--appendonly", "no",
                "--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0");
        node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(epoch));
        return node;
    }

    private static String id(RedisServer node) {
        return (String) node.command("CLUSTER", "MYID");
    }

    private static String setting(RedisServer node, String name) {
        return (String) ((List<?>) node.command("CONFIG", "GET", name)).get(1);
    }

    private void await(int known) {
        Awaitility.await("the cluster is whole").atMost(PATIENCE).until(() -> all().stream().allMatch(node -> {
            String info = (String) node.command("CLUSTER", "INFO");
            return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:" + known);
        }));
    }
}
