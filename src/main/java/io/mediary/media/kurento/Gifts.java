package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;

import org.jboss.logging.Logger;

import io.mediary.instance.Rendezvous;
import io.smallrye.mutiny.Uni;

/**
 * Gives the Kurento sessions of this instance to others: all of them before it stops, and those at a media server that it alone cannot reach. Nothing is
 * given away where nobody else is there to take it. Thread-safe.
 */
final class Gifts {

    private static final Logger LOG = Logger.getLogger(Gifts.class);
    /** Fresh lines to a media server that answers are up within milliseconds. */
    private static final Duration FRESH = Duration.ofSeconds(2);
    /** What was asked and heard is done with by then, or hangs. */
    private static final Duration SILENCE = Duration.ofSeconds(3);
    private static final Duration TAKEN = Duration.ofSeconds(8);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Nodes nodes;
    private final Ownership ownership;
    private final Peers peers;
    private final Duration patience;

    /** @param patience so long a line may be down before what lived on it is given away */
    Gifts(Nodes nodes, Ownership ownership, Peers peers, Duration patience) {
        this.nodes = nodes;
        this.ownership = ownership;
        this.peers = peers;
        this.patience = patience;
    }

    /**
     * Gives everything away, and waits until others have it, at most about 13 s. This instance can go on using the media servers: fresh lines take the
     * place of those that are given away, and what is under way on these comes to its end.
     */
    Uni<Void> ofAll() {
        return Uni.createFrom().deferred(() -> nobodyElse()
                ? Uni.createFrom().voidItem()
                : together(nodes.all().stream().map(this::ofNode).toList()));
    }

    /** Gives away what lived on lines to media servers that others reach. */
    void ofUnreachable() {
        if (nobodyElse()) {
            return;
        }
        nodes.all().stream().filter(Node::isCutOff).flatMap(node -> node.lines().stream())
                .filter(line -> line.down().compareTo(patience) > 0)
                .forEach(line -> line.session().ifPresent(session -> given(line, session).subscribe().with(done -> {
                }, failure -> LOG.debugf("%s is not given away yet: %s", line, failure.toString()))));
    }

    /** Asks whose the Kurento sessions are, where this instance may have been taken for dead. */
    void confirm() {
        nodes.all().stream().flatMap(node -> node.lines().stream()).filter(line -> !line.isSure())
                .forEach(line -> line.renew().subscribe().with(done -> {
                }, failure -> LOG.debugf("%s: it is not known whose it is: %s", line, failure.toString())));
    }

    private boolean nobodyElse() {
        return others().isEmpty();
    }

    private List<String> others() {
        return peers.keepers().stream().filter(instance -> !instance.equals(peers.self())).toList();
    }

    private Uni<Void> ofNode(Node node) {
        return node.exchange(FRESH).chain(former -> together(former.stream().map(line -> ofLine(node, line)).toList()));
    }

    private Uni<Void> ofLine(Node node, Line line) {
        return line.fallSilent().ifNoItem().after(SILENCE).recoverWithItem((Void) null)
                .chain(() -> line.session().filter(session -> line.events().size() > 0)
                        .map(session -> given(line, session).call(line::close).chain(() -> taken(session))
                                .invoke(() -> late(node, session)))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure()
                .invoke(failure -> LOG.warnf("%s is left to whoever finds it: %s", line, failure.toString()))
                .onFailure().recoverWithNull()
                .chain(line::close);
    }

    /** The line is left as soon as the session is another's: it must not be closed with it. */
    private Uni<Void> given(Line line, KurentoSession session) {
        return ownership.pass(session.id(), peers.self(), Ownership.NOBODY).chain(passed -> {
            if (passed.isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            LOG.infof("%s: Kurento session %s is given away", line, session.id());
            line.leave(session);
            List<String> heirs = others();
            return heirs.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : peers.offer(Rendezvous.named(session.id(), heirs), session.id()).onFailure().recoverWithNull();
        });
    }

    private Uni<Void> taken(KurentoSession session) {
        return Uni.createFrom().deferred(() -> ownership.isClosed(session.id())).onFailure().recoverWithItem(false)
                .chain(closed -> !closed && nobodyElse()
                        ? Uni.createFrom().<Boolean>failure(new IllegalStateException("the others stop, too"))
                        : Uni.createFrom().item(closed))
                .onItem().delayIt().by(LOOK).repeat().until(closed -> closed).collect().last()
                .ifNoItem().after(TAKEN).fail().replaceWithVoid();
    }

    /** What was made on the line after the heir had looked. */
    private static void late(Node node, KurentoSession session) {
        node.anyLine(session.id()).ifPresent(line -> line.surveyor().recover(session.id()));
    }

    private static Uni<Void> together(List<Uni<Void>> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(steps).andCollectFailures().replaceWithVoid();
    }
}
