package io.mediary.signal;

import io.opentelemetry.api.trace.SpanKind;

/** Kinds of steps that are timed and, where traces are wanted, seen as spans. */
public enum Step {

    /** A client's command, from the door's hand-over to the answer: {@code media/session/create}. */
    COMMAND("mediary.commands", "command", SpanKind.SERVER, true),
    /** A deadline or a message that is acted on: {@code s timeout}. */
    DUE("mediary.due.work", "work", SpanKind.CONSUMER, true),
    /** What a media server told, until it is handled: {@code FlowChanged}. */
    MEDIA_EVENT("mediary.media.events", "type", SpanKind.CONSUMER, true),
    /** A lease that is waited for, by the kind of object: {@code s}. */
    LEASE("mediary.lease.waits", "kind", SpanKind.INTERNAL, false),
    /** A script or command that Redis runs: {@code commit}. */
    REDIS("mediary.redis.calls", "call", SpanKind.CLIENT, false),
    /** A JSON-RPC request to a media server: {@code transaction}. */
    KURENTO("mediary.kurento.requests", "method", SpanKind.CLIENT, false);

    private final String metric;
    private final String tag;
    private final SpanKind span;
    private final boolean root;

    Step(String metric, String tag, SpanKind span, boolean root) {
        this.metric = metric;
        this.tag = tag;
        this.span = span;
        this.root = root;
    }

    /** The timer's name. */
    String metric() {
        return metric;
    }

    /** The key under which the step's own name is a tag. */
    String tag() {
        return tag;
    }

    SpanKind span() {
        return span;
    }

    /** Whether it may begin a trace; others are spans only within one. */
    boolean isRoot() {
        return root;
    }

    /** What its span is called. */
    String title(String name) {
        return switch (this) {
            case COMMAND -> name;
            case DUE -> "due " + name;
            case MEDIA_EVENT -> "media " + name;
            case LEASE -> "lease " + name;
            case REDIS -> "redis " + name;
            case KURENTO -> "kurento " + name;
        };
    }
}
