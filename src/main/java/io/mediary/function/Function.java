package io.mediary.function;

import io.smallrye.mutiny.Uni;

/**
 * One command of the API. A function is a CDI bean with a {@link Command}; the catalogue finds it, nothing else has to
 * know of it. It holds no state between calls and runs on an event loop: it must not block.
 *
 * @param <I> the {@code data} of the request: a record with Jackson names and Bean Validation bounds, registered for
 *            reflection
 * @param <O> the {@code data} of the answer: a record, a list, or {@link Void} for an answer without data
 */
public interface Function<I, O> {

    /**
     * Runs the command.
     *
     * @param input decoded and validated
     * @param caller who asks
     * @return the answer's data; null item for none; fails with {@link Failure}
     */
    Uni<O> call(I input, Caller caller);
}
