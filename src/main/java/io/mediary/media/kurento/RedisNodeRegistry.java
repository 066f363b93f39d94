package io.mediary.media.kurento;

import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;

/**
 * The registry in Redis. {@code mediary:node:ID} (hash): url, serverId, pipeline, and while a loss is being told,
 * verdict (the instance that tells) and verdictUntil. {@code mediary:kurento:KID} (hash): node, owner, epoch, serverId;
 * {@code mediary:kurento-of:INSTANCE} (set): the Kurento sessions of an instance, each entered before its hash is
 * written and removed after it. Thread-safe.
 */
final class RedisNodeRegistry implements NodeRegistry {

    /** So long one instance has to tell of a loss before another does. */
    private static final Duration VERDICT = Duration.ofSeconds(30);
    /** A backstop: owners renew much more often, heirs act much sooner. */
    private static final Duration KURENTO_SESSION_TTL = Duration.ofHours(1);

    private final Scripts scripts;
    private final String instance;

    RedisNodeRegistry(Scripts scripts, String instance) {
        this.scripts = scripts;
        this.instance = instance;
    }

    @Override
    public Uni<Standing> reached(String node, URI url, String serverId) {
        return scripts.run("node-reached", Keys.node(node), url.toString(), serverId, instance, millis(VERDICT))
                .map(answer -> switch (answer.get(0).toString()) {
                    case "lost" -> new Standing.Lost();
                    case "wait" -> new Standing.Wait();
                    default -> new Standing.Known(answer.get(1).toString());
                });
    }

    @Override
    public Uni<Void> judged(String node) {
        return scripts.run("node-judged", Keys.node(node), instance).replaceWithVoid();
    }

    @Override
    public Uni<String> agree(String node, URI url, String serverId, String pipeline) {
        return scripts.run("node-pipeline", Keys.node(node), url.toString(), serverId, pipeline)
                .map(answer -> answer.toString());
    }

    @Override
    public Uni<Boolean> vanished(String node, String serverId, String pipeline) {
        return scripts.run("node-vanished", Keys.node(node), serverId, pipeline, instance, millis(VERDICT))
                .map(answer -> answer.toBoolean());
    }

    @Override
    public Uni<Boolean> hold(String node, KurentoSession session) {
        return scripts.command(Command.SADD, Keys.KURENTO_OWNERS, instance)
                .chain(() -> scripts.run("kurento-index", List.of(Keys.kurentoOf(instance)),
                        List.of("add", session.id(), millis(KURENTO_SESSION_TTL))))
                .chain(() -> scripts.run("kurento-hold", Keys.kurento(session.id()), node, instance,
                        Long.toString(session.epoch()), session.serverId(), millis(KURENTO_SESSION_TTL)))
                .map(answer -> answer.toBoolean());
    }

    @Override
    public Uni<Void> forget(KurentoSession session) {
        return scripts
                .run("kurento-forget", Keys.kurento(session.id()), instance, Long.toString(session.epoch()))
                .chain(() -> scripts.run("kurento-index", List.of(Keys.kurentoOf(instance)),
                        List.of("remove", session.id(), millis(KURENTO_SESSION_TTL))))
                .replaceWithVoid();
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
