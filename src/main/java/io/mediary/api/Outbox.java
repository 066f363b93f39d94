package io.mediary.api;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

import io.smallrye.mutiny.Uni;

/**
 * What waits to be written to one socket: one message at a time, the next when the wire has taken it, so that a client
 * that does not read makes it grow until it is full. Confined to the socket's event loop.
 */
final class Outbox {

    /** Without a text it only waits for its turn. */
    private record Message(Optional<String> text, Runnable sent) {

        private int length() {
            return text.map(String::length).orElse(0);
        }
    }

    private final Function<String, Uni<Void>> wire;
    private final Executor loop;
    private final long bound;
    private final Runnable onFull;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private long size;
    private boolean writing;
    private boolean closed;

    /**
     * @param bound how many characters may wait
     * @param onFull called once; the outbox takes nothing more
     */
    Outbox(Function<String, Uni<Void>> wire, Executor loop, long bound, Runnable onFull) {
        this.wire = wire;
        this.loop = loop;
        this.bound = bound;
        this.onFull = onFull;
    }

    /** Writes a message in its turn. {@code sent} runs when the wire has it. */
    void send(String text, Runnable sent) {
        if (closed) {
            return;
        }
        size += text.length();
        if (size > bound) {
            close();
            onFull.run();
            return;
        }
        waiting.add(new Message(Optional.of(text), sent));
        write();
    }

    /** Runs an action when the wire has all that was sent before; never, where it does not take it. */
    void afterwards(Runnable action) {
        if (!closed) {
            waiting.add(new Message(Optional.empty(), action));
            write();
        }
    }

    /** Nothing more is written. */
    void close() {
        closed = true;
        waiting.clear();
    }

    private void write() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        Message next = waiting.poll();
        Uni<Void> written = next.text().map(text -> wire.apply(text).emitOn(loop))
                .orElseGet(() -> Uni.createFrom().voidItem());
        written.subscribe().with(done -> {
            writing = false;
            size -= next.length();
            next.sent().run();
            write();
        }, gone -> close());
    }
}
