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

    /** Of what is known of a Kurento session, ms. A backstop: owners renew much more often, heirs act much sooner. */
    static final String TTL = Long.toString(Duration.ofHours(1).toMillis());

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
                .chain(passed -> passed.isPresent()
                        ? entered(passed, from, to, session)
                        : owner(session).chain(owner -> notPassed(owner, from, to, session)));
    }

    /** Once more: somebody who looked between the first entry and the step has taken it for stale. */
    private Uni<Optional<Passed>> entered(Optional<Passed> passed, String from, String to, String session) {
        return enter(to, session).chain(() -> from.equals(to) ? Uni.createFrom().voidItem() : leave(from, session))
                .replaceWith(passed);
    }

    /** An entry that is not true is taken out; one who died while giving it away had done so already. */
    private Uni<Optional<Passed>> notPassed(Optional<String> owner, String from, String to, String session) {
        Uni<Void> tidy = owner.filter(from::equals).isPresent() ? Uni.createFrom().voidItem() : leave(from, session);
        if (owner.filter(NOBODY::equals).isPresent() && !from.equals(NOBODY)) {
            return tidy.chain(() -> pass(session, NOBODY, to));
        }
        return tidy.chain(() -> owner.filter(to::equals).isPresent()
                ? Uni.createFrom().voidItem()
                : leave(to, session)).replaceWith(Optional.empty());
    }

    @Override
    public Uni<Void> close(Passed passed, String owner) {
        String session = passed.session().id();
        return scripts
                .run("kurento-close", Keys.kurento(session), owner, Long.toString(passed.session().epoch()), TTL)
                .chain(() -> leave(owner, session));
    }

    @Override
    public Uni<Boolean> isClosed(String session) {
        return nodeOf(session).map(Optional::isEmpty);
    }

    @Override
    public Uni<Optional<String>> nodeOf(String session) {
        return scripts.command(Command.HMGET, Keys.kurento(session), "node", "closed")
                .map(fields -> fields.get(0) == null || fields.get(1) != null
                        ? Optional.empty()
                        : Optional.of(fields.get(0).toString()));
    }

    @Override
    public Uni<Void> forget(String owner) {
        return scripts.command(Command.SREM, Keys.KURENTO_OWNERS, owner).chain(() -> sessionsOf(owner))
                .chain(left -> left.isEmpty() ? Uni.createFrom().voidItem() : own(owner));
    }

    /** In this order: who is being forgotten meanwhile is found to have something, or is entered again. */
    Uni<Void> enter(String owner, String session) {
        return scripts.run("kurento-index", List.of(Keys.kurentoOf(owner)), List.of("add", session, TTL))
                .chain(() -> own(owner));
    }

    private Uni<Void> own(String owner) {
        return scripts.command(Command.SADD, Keys.KURENTO_OWNERS, owner).replaceWithVoid();
    }

    /** Somebody does not own it: it leaves their list. */
    Uni<Void> leave(String owner, String session) {
        return scripts.run("kurento-index", List.of(Keys.kurentoOf(owner)), List.of("remove", session, TTL))
                .replaceWithVoid();
    }

    /** Who owns it; empty where it is closed or not known. */
    Uni<Optional<String>> owner(String session) {
        return scripts.command(Command.HMGET, Keys.kurento(session), "owner", "closed")
                .map(fields -> Optional.ofNullable(fields.get(0)).filter(owner -> fields.get(1) == null)
                        .map(Response::toString));
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
