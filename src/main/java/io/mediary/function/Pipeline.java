package io.mediary.function;

import io.smallrye.mutiny.Uni;

/**
 * The way of every call: authenticate, authorize, validate, run, answer. Built by decoration: each step is a
 * {@code Pipeline} around the next. Never fails: every failure is an {@link Answer.Error}. All that happens before the
 * function's own first asynchronous step happens on the caller's thread, so calls of one thread reach the functions in
 * their order.
 */
public interface Pipeline {

    /** Runs a call. */
    Uni<Answer> run(Request request);
}
