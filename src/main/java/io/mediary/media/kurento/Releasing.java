package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.kurento.client.MediaElement;
import org.kurento.client.RecorderEndpoint;

import io.smallrye.mutiny.Uni;

/**
 * Releases elements in one transaction: recorders first, once their files are complete. Kurento takes no offence at a
 * release of what is gone, but at anything else that is asked of it: then the rest follows in another transaction, as it does
 * where a file cannot be completed. Used once.
 */
final class Releasing {

    private final Supplier<MediaTransaction> transactions;
    private final List<String> elements;
    private final List<Consumer<MediaTransaction>> steps = new ArrayList<>();

    /**
     * A release that is not sent yet.
     *
     * @param ids of the elements; named twice is as good as once
     * @throws io.mediary.function.Failure {@code internal_error} where one is not that of an element
     */
    Releasing(Supplier<MediaTransaction> transactions, Elements line, List<String> ids) {
        this.transactions = transactions;
        this.elements = List.copyOf(new LinkedHashSet<>(ids));
        List<MediaElement> others = new ArrayList<>();
        for (String id : elements) {
            if (line.element(id) instanceof RecorderEndpoint recorder) {
                steps.add(recorder::stopAndWait);
                steps.add(recorder::release);
            } else {
                others.add(line.element(id));
            }
        }
        others.forEach(element -> steps.add(element::release));
    }

    /**
     * Sends it when subscribed to.
     *
     * @param released told every element when all are gone
     * @return fails with what the server said of a file that could not be completed, after everything was released
     */
    Uni<Void> run(Consumer<String> released) {
        return from(0, Optional.empty()).invoke(fault -> elements.forEach(released))
                .chain(fault -> fault.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : Uni.createFrom().failure(fault.get().failure()));
    }

    private Uni<Optional<Fault>> from(int first, Optional<Fault> before) {
        MediaTransaction transaction = transactions.get();
        steps.subList(first, steps.size()).forEach(step -> step.accept(transaction));
        return transaction.run().chain(outcome -> {
            if (outcome.fault().isEmpty()) {
                return Uni.createFrom().item(before);
            }
            Fault now = outcome.fault().get();
            return from(first + now.index() + 1, before.or(() -> Optional.of(now).filter(Releasing::matters)));
        });
    }

    private static boolean matters(Fault fault) {
        return fault.code() != Fault.OBJECT_NOT_FOUND;
    }
}
