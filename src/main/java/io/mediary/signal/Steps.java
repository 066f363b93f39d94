package io.mediary.signal;

import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/**
 * Watches the steps of this instance's work: how long each kind takes, how it ends, and, where traces are on, which was part of which.
 * Thread-safe; never fails.
 */
public interface Steps {

    /** Watches nothing: for parts that are made by hand, in tests. */
    Steps UNWATCHED = (step, name) -> Passage.UNWATCHED;

    /**
     * A step begins now.
     *
     * @param name which of its kind: one of a small closed set, never text from outside
     */
    Passage enter(Step step, String name);

    /**
     * Watches some work from its subscription to its end; what it does in between belongs to the step.
     *
     * @param name as {@link #enter} takes it
     */
    default <T> Uni<T> watched(Step step, String name, Supplier<Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Passage passage = enter(step, name);
            try {
                return passage.trail().call(work).onTermination()
                        .invoke((item, failure, cancelled) -> end(passage, failure, cancelled));
            } catch (RuntimeException refused) {
                end(passage, refused, false);
                throw refused;
            }
        });
    }

    private static void end(Passage passage, Throwable failure, boolean cancelled) {
        if (cancelled) {
            passage.end(Passage.CANCELLED);
        } else if (failure == null) {
            passage.end(Passage.OK);
        } else {
            passage.end(failure instanceof Outcome named ? named.outcome() : Passage.FAILED);
        }
    }

    /** A step under way. */
    interface Passage {

        /** How a step ends that did what it should. */
        String OK = "ok";

        /** How one ends that nobody waited for any more. */
        String CANCELLED = "cancelled";

        /** How one ends that failed without an error's name. */
        String FAILED = "failed";

        /** One that nobody watches. */
        Passage UNWATCHED = new Passage() {

            @Override
            public Trail trail() {
                return Trail.current();
            }

            @Override
            public void end(String result) {
            }
        };

        /** What the step's work is to run in. */
        Trail trail();

        /** It is over; call once. @param result {@link #OK} or the name of an error, one of a small closed set */
        void end(String result);
    }
}
