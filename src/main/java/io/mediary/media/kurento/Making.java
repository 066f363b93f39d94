package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import org.jboss.logging.Logger;
import org.kurento.client.AbstractBuilder;
import org.kurento.client.Event;
import org.kurento.client.MediaElement;
import org.kurento.jsonrpc.JsonRpcErrorException;

import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * A transaction that makes elements. What a refused one made is released before the refusal is told; where it is not known
 * what was made, {@link Leftovers} looks. Used once.
 */
final class Making {

    private static final Logger LOG = Logger.getLogger(Making.class);
    /** The first operation makes an element: nothing else than the pipeline can be missing. */
    private static final int FIRST = 0;

    private final Place place;
    private final Line line;
    private final Leftovers leftovers;
    private final List<Label> labels;
    private final MediaTransaction transaction;
    private final List<Integer> made = new ArrayList<>();

    /**
     * A transaction without operations.
     *
     * @param labels of all elements; what is not known is looked for by the last one
     */
    Making(Place place, Line line, Leftovers leftovers, List<Label> labels) {
        this.place = place;
        this.line = line;
        this.leftovers = leftovers;
        this.labels = labels;
        this.transaction = line.transaction();
    }

    /**
     * For an element beside those that a session has already: labelled so that these stay when what was made here is looked
     * for.
     */
    static Making beside(String sessionId, Place place, Line line, Leftovers leftovers) {
        return new Making(place, line, leftovers, List.of(new Label(Label.SESSION, sessionId),
                new Label(Label.ATTEMPT, UUID.randomUUID().toString())));
    }

    /** For more operations. */
    MediaTransaction transaction() {
        return transaction;
    }

    /** Adds the making of an element; its id will be what the operation answers. */
    <T extends MediaElement> T make(AbstractBuilder<T> builder) {
        made.add(transaction.size());
        return builder.build(transaction);
    }

    /** Labels an element that was made here, and asks for these events of it. */
    void describe(MediaElement element, List<Class<? extends Event>> events) {
        labels.forEach(label -> element.addTag(transaction, label.key(), label.value()));
        transaction.set(element, "sendTagsInEvents", true);
        if (!events.isEmpty()) {
            line.session().ifPresent(session -> element.addTag(transaction, Label.LINE, session.id()));
        }
        events.forEach(event -> transaction.subscribe(element, event));
    }

    /**
     * Sends it when subscribed to.
     *
     * @param refusal what is told of an operation that was refused
     * @param unknown what is told where it is not known what was made
     */
    Uni<Outcome> run(Function<Fault, Failure> refusal, Function<Throwable, Throwable> unknown) {
        return transaction.run().onFailure(Making::isMystery).transform(failure -> unknown(failure, unknown))
                .onFailure().transform(Fault::failure).chain(outcome -> outcome.fault().isEmpty()
                        ? Uni.createFrom().item(outcome)
                        : undo(outcome).onItemOrFailure().transformToUni((undone, failure) -> Uni.createFrom().failure(
                                failure == null
                                        ? refused(outcome.fault().get(), refusal)
                                        : unknown(failure, unknown))));
    }

    /** Neither refused by the server nor never sent. */
    private static boolean isMystery(Throwable failure) {
        return !(failure instanceof JsonRpcErrorException) && !(failure instanceof Failure);
    }

    private Uni<Void> undo(Outcome outcome) {
        List<String> known = made.stream().filter(outcome::reached).map(outcome::text).toList();
        return new Releasing(line::transaction, line.elements(), known).run(line::released);
    }

    private Failure refused(Fault fault, Function<Fault, Failure> refusal) {
        if (fault.code() == Fault.OBJECT_NOT_FOUND && fault.index() == FIRST) {
            line.doubt();
        }
        return refusal.apply(fault);
    }

    private Throwable unknown(Throwable failure, Function<Throwable, Throwable> told) {
        LOG.warnf("%s: what was made is not known: %s", labels, failure.getMessage());
        leftovers.releaseSoon(place, labels.get(labels.size() - 1));
        return told.apply(failure);
    }
}
