package io.mediary.media.kurento;

import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.kurento.Ownership.Passed;
import io.smallrye.mutiny.Uni;

/**
 * Takes over a Kurento session: claims it, has its former owner's socket hear nothing more, moves the events of its elements to a line of this instance, has
 * told what changed meanwhile, and closes it. An heir that dies on any line leaves a session that is its own, to be taken over again: elements are moved one
 * session after the other, each labelled with the line that hears it, and looked at again wherever that is not known to have been told. Thread-safe.
 */
final class Adoption {

    private static final Logger LOG = Logger.getLogger(Adoption.class);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final Nodes nodes;
    private final Dialer dialer;
    private final RequestIds ids;
    private final Ownership ownership;
    private final String self;

    /** For the instance {@code self}. */
    Adoption(Nodes nodes, Dialer dialer, RequestIds ids, Ownership ownership, String self) {
        this.nodes = nodes;
        this.dialer = dialer;
        this.ids = ids;
        this.ownership = ownership;
        this.self = self;
    }

    /** What came of it. */
    enum Outcome {
        /** It is closed, and what lived in it lives here. */
        ADOPTED,
        /** Somebody else has it, or it is over. */
        NOT_OURS,
        /** The media server cannot be reached from here: it was left to others. */
        UNREACHABLE
    }

    /**
     * Takes over a Kurento session.
     *
     * @param from its present owner; this instance where it failed to finish before
     * @return fails where it may be half done: it is to be done again then, {@code from} this instance
     */
    Uni<Outcome> of(String session, String from) {
        return ownership.nodeOf(session).chain(node -> {
            if (node.isEmpty()) {
                return ownership.pass(session, from, self).replaceWith(Outcome.NOT_OURS);
            }
            Optional<Line> line = lineTo(node.get());
            return line.isEmpty()
                    ? Uni.createFrom().item(Outcome.UNREACHABLE)
                    : ownership.pass(session, from, self)
                            .chain(passed -> passed.map(claimed -> adopt(claimed, line.get())
                                    .replaceWith(Outcome.ADOPTED))
                                    .orElseGet(() -> Uni.createFrom().item(Outcome.NOT_OURS)));
        }).ifNoItem().after(LONGEST).fail();
    }

    private Optional<Line> lineTo(String id) {
        return nodes.node(id).flatMap(node -> node.place().flatMap(place -> node.line(place.line())));
    }

    private Uni<Void> adopt(Passed passed, Line line) {
        KurentoSession heard = line.session().orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
        if (!heard.serverId().equals(passed.session().serverId())) {
            LOG.infof("Kurento session %s was at a process that is gone", passed.session().id());
            return ownership.close(passed, self);
        }
        Node node = nodes.node(passed.node()).orElseThrow(() -> Failure.of(ErrorCode.NO_MEDIASERVER));
        return dialer.dial(node.address(), dialer.newContext())
                .chain(socket -> adopt(passed, line, socket).eventually(socket::close));
    }

    private Uni<Void> adopt(Passed passed, Line line, RpcSocket socket) {
        KurentoSession session = passed.session();
        Transport transport = new Transport(ids);
        socket.listen(event -> {
        }, transport::detach);
        transport.attach(socket, session.epoch());
        return Greeting.connect(transport, Optional.of(session.id()), session.epoch()).map(Optional::of)
                .onFailure(Greeting::isUnknownSession).recoverWithItem(Optional.empty())
                .call(() -> move(session, line))
                .chain(granted -> granted.isEmpty() ? Uni.createFrom().voidItem() : close(transport, session))
                .chain(() -> ownership.close(passed, self));
    }

    private Uni<Void> move(KurentoSession session, Line line) {
        return line.surveyor().heardBy(session.id())
                .invoke(book -> LOG.infof("%s takes %d sessions over from Kurento session %s", line, book.size(),
                        session.id()))
                .chain(line.surveyor()::take);
    }

    /** Without this, the session would keep everything alive that is ever made in the pipeline. */
    private static Uni<Void> close(Transport transport, KurentoSession session) {
        transport.enter(session, () -> {
        });
        return Greeting.farewell(transport);
    }
}
