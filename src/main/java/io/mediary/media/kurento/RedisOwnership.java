package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;
import io.vertx.mutiny.redis.client.Response;

/** The owners in Redis: {@code kurento:KID}, {@code kurento-of:OWNER} and {@code kurento-owners}. Thread-safe. */
final class RedisOwnership implements Ownership {

    private static final String TTL = Long.toString(Duration.ofHours(1).toMillis());

    private final Scripts scripts;

    RedisOwnership(Scripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public Uni<List<String>> owners() {
        return scripts.command(Command.SMEMBERS, Keys.KURENTO_OWNERS).map(RedisOwnership::texts);
    }

    @Override
    public Uni<List<String>> sessionsOf(String owner) {
        return scripts.command(Command.SMEMBERS, Keys.kurentoOf(owner)).map(RedisOwnership::texts);
    }

    @Override
    public Uni<Optional<Passed>> pass(String session, String from, String to) {
        return enter(to, session)
                .chain(() -> scripts.run("kurento-pass", Keys.kurento(session), from, to, TTL))
                .map(answer -> passed(session, answer))
                .call(passed -> passed.isPresent()
                        ? leave(from, session)
                        : leave(from, session).chain(() -> owner(session))
                                .chain(owner -> owner.filter(to::equals).isPresent()
                                        ? Uni.createFrom().voidItem()
                                        : leave(to, session)));
    }

    @Override
    public Uni<Void> close(Passed passed, String owner) {
        String session = passed.session().id();
        return scripts
                .run("kurento-close", Keys.kurento(session), owner, Long.toString(passed.session().epoch()), TTL)
                .chain(() -> leave(owner, session));
    }

    @Override
    public Uni<Boolean> isTaken(String session) {
        return owner(session).map(owner -> owner.filter(NOBODY::equals).isEmpty());
    }

    @Override
    public Uni<Void> forget(String owner) {
        return scripts.command(Command.SREM, Keys.KURENTO_OWNERS, owner).replaceWithVoid();
    }

    private Uni<Void> enter(String owner, String session) {
        return scripts.command(Command.SADD, Keys.KURENTO_OWNERS, owner)
                .chain(() -> scripts.run("kurento-index", List.of(Keys.kurentoOf(owner)), List.of("add", session, TTL)))
                .replaceWithVoid();
    }

    private Uni<Void> leave(String owner, String session) {
        return scripts.run("kurento-index", List.of(Keys.kurentoOf(owner)), List.of("remove", session, TTL))
                .replaceWithVoid();
    }

    private Uni<Optional<String>> owner(String session) {
        return scripts.command(Command.HGET, Keys.kurento(session), "owner")
                .map(owner -> Optional.ofNullable(owner).map(Response::toString));
    }

    private static Optional<Passed> passed(String session, Response answer) {
        return answer.size() == 0
                ? Optional.empty()
                : Optional.of(new Passed(answer.get(0).toString(),
                        new KurentoSession(session, answer.get(1).toString(), answer.get(2).toLong())));
    }

    private static List<String> texts(Response answer) {
        return StreamSupport.stream(answer.spliterator(), false).map(Response::toString).toList();
    }
}
