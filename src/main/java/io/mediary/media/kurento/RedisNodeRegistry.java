package io.mediary.media.kurento;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.mediary.config.KurentoConfig;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * The registry in Redis. {@code mediary:nodes} (set): the ids of nodes. {@code mediary:node:ID} (hash): url, name (for TLS),
 * capacity, version, serverId, pipeline; state (up or down), drain, and what is shown of both (shown, since); seen (when
 * anybody reached it), looked (when anybody looked), calm (since when somebody looks without a gap); {@code i:INSTANCE}:
 * what each instance saw last; leftover (the pipeline of a dead node, to be released when it comes back); while a loss is
 * being told, verdict (the instance that tells) and verdictUntil; news (changes that nobody told yet), changes (how many
 * there were), teller and tellerUntil. {@code mediary:kurento:KID} (hash): node, owner, epoch, serverId;
 * {@code mediary:kurento-of:INSTANCE} (set): the Kurento sessions of an instance, each entered before its hash is
 * written and removed after it. Thread-safe.
 */
final class RedisNodeRegistry implements NodeRegistry {

    /** Whoever tells of a loss says every second that it is at it; silent for so long, another one takes over. */
    private static final Duration VERDICT = Duration.ofSeconds(6);
    /** The same for telling of a change, which is quick. */
    private static final Duration TELLING = Duration.ofSeconds(5);
    /** What nobody is told to use any more, and is dead, is remembered so long. */
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    /** A reader has seen nothing. */
    private static final List<String> NOTHING_SEEN = List.of("", "", "0", "", "", "", "", "", "0", "0", "0", "0");

    private final Scripts scripts;
    private final RedisOwnership ownership;
    private final String instance;
    private final Duration deadAfter;
    private final int capacity;
    private final LongPredicate unquestioned;

    /** For an instance that nobody takes for dead. */
    RedisNodeRegistry(Scripts scripts, String instance, KurentoConfig config) {
        this(scripts, instance, config, since -> true);
    }

    /**
     * A registry.
     *
     * @param unquestioned whether nobody can have taken this instance for dead since a moment
     */
    RedisNodeRegistry(Scripts scripts, String instance, KurentoConfig config, LongPredicate unquestioned) {
        this.unquestioned = unquestioned;
        this.scripts = scripts;
        this.ownership = new RedisOwnership(scripts);
        this.instance = instance;
        this.deadAfter = config.deadAfter();
        this.capacity = config.capacity();
    }

    @Override
    public Uni<Standing> reached(String node, Address address, String serverId) {
        return scripts
                .run("node-reached", Keys.node(node), address.url().toString(), address.name(), serverId, instance,
                        millis(VERDICT))
                .map(answer -> switch (answer.get(0).toString()) {
                    case "lost" -> new Standing.Lost(answer.get(1).toString());
                    case "wait" -> new Standing.Wait();
                    default -> new Standing.Known(answer.get(1).toString());
                });
    }

    @Override
    public Uni<Void> judged(String node, String leftover) {
        return scripts.run("node-judged", Keys.node(node), instance, leftover).replaceWithVoid();
    }

    @Override
    public Uni<String> agree(String node, String serverId, String pipeline) {
        return scripts.run("node-pipeline", Keys.node(node), serverId, pipeline).map(Response::toString);
    }

    @Override
    public Uni<Boolean> vanished(String node, String serverId, String pipeline) {
        return scripts.run("node-vanished", Keys.node(node), serverId, pipeline, instance, millis(VERDICT))
                .map(Response::toBoolean);
    }

    @Override
    public Uni<List<NodeEntry>> look(List<Sight> sights) {
        return entries(sights.stream().map(Sight::node).toList(),
                sights.stream().map(sight -> look(sight.node(), instance, arguments(sight))).toList());
    }

    @Override
    public Uni<List<NodeEntry>> read(Set<String> nodes) {
        List<String> order = List.copyOf(nodes);
        return entries(order, order.stream().map(node -> look(node, "", NOTHING_SEEN)).toList());
    }

    @Override
    public Uni<Set<String>> known(Set<String> here, Set<String> gone) {
        List<String> args = new ArrayList<>(here);
        args.add("-");
        args.addAll(gone);
        return scripts.run("node-known", List.of(Keys.NODES), args)
                .map(answer -> StreamSupport.stream(answer.spliterator(), false).map(Response::toString)
                        .collect(Collectors.toUnmodifiableSet()));
    }

    @Override
    public Uni<Boolean> drain(String node, boolean on) {
        return scripts.run("node-drain", Keys.node(node), on ? "1" : "0").map(Response::toBoolean);
    }

    @Override
    public Uni<Boolean> told(String node, long number) {
        return scripts.run("node-told", Keys.node(node), instance, Long.toString(number))
                .map(left -> left.toInteger() > 0);
    }

    private Scripts.Call look(String node, String who, List<String> seen) {
        List<String> args = new ArrayList<>();
        args.add(who);
        args.addAll(seen);
        args.addAll(List.of(millis(deadAfter), millis(deadAfter.multipliedBy(2).dividedBy(3)), millis(VERDICT),
                millis(TELLING), millis(FORGOTTEN)));
        return new Scripts.Call("node-look", List.of(Keys.node(node)), args);
    }

    private List<String> arguments(Sight sight) {
        return List.of(sight.address().map(address -> address.url().toString()).orElse(""),
                sight.address().map(Address::name).orElse(""), Integer.toString(capacity),
                sight.answered().map(ago -> Long.toString(ago)).orElse(""), sight.process(), sight.serverId(),
                sight.pipeline(), sight.version(), Integer.toString(sight.sessions()), Integer.toString(sight.fresh()),
                flag(sight.judging()), flag(sight.telling()));
    }

    private Uni<List<NodeEntry>> entries(List<String> nodes, List<Scripts.Call> calls) {
        return scripts.together(calls).map(answers -> {
            List<NodeEntry> entries = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                Map<String, String> fields = new HashMap<>();
                Response answer = answers.get(i);
                for (int j = 0; j + 1 < answer.size(); j += 2) {
                    fields.put(answer.get(j).toString(), answer.get(j + 1).toString());
                }
                if (!fields.isEmpty()) {
                    entries.add(NodeEntry.of(nodes.get(i), fields));
                }
            }
            return entries;
        });
    }

    private static String flag(boolean on) {
        return on ? "1" : "0";
    }

    @Override
    public boolean isUnquestioned(long since) {
        return unquestioned.test(since);
    }

    @Override
    public Uni<Boolean> hold(String node, KurentoSession session) {
        return ownership.enter(instance, session.id())
                .chain(() -> scripts.run("kurento-hold", Keys.kurento(session.id()), node, instance,
                        Long.toString(session.epoch()), session.serverId(), RedisOwnership.TTL))
                .map(Response::toBoolean)
                .call(held -> held ? Uni.createFrom().voidItem() : notHeld(session));
    }

    /** What is not ours leaves the list. What has come to us again, with another epoch, stays there: so it is looked at afterwards. */
    private Uni<Void> notHeld(KurentoSession session) {
        return ownership.leave(instance, session.id()).chain(() -> ownership.owner(session.id()))
                .chain(owner -> owner.filter(instance::equals).isPresent()
                        ? ownership.enter(instance, session.id())
                        : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Boolean> isClosed(String kurentoSession) {
        return ownership.isClosed(kurentoSession);
    }

    @Override
    public Uni<Void> forget(KurentoSession session) {
        return scripts
                .run("kurento-forget", Keys.kurento(session.id()), instance, Long.toString(session.epoch()))
                .chain(() -> ownership.leave(instance, session.id()));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
