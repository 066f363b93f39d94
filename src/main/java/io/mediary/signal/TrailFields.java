package io.mediary.signal;

import java.util.logging.Filter;
import java.util.logging.LogRecord;

import org.jboss.logmanager.ExtLogRecord;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;

/**
 * Lets every log record pass, and tells it whose work it is about: {@code instance}, and as far as known {@code connection}, {@code session},
 * {@code command}, {@code traceId}, {@code spanId}. Costs nothing where nothing is logged. Thread-safe.
 */
final class TrailFields implements Filter {

    private final String instance;

    TrailFields(String instance) {
        this.instance = instance;
    }

    @Override
    public boolean isLoggable(LogRecord logged) {
        if (logged instanceof ExtLogRecord fields) {
            Trail trail = Trail.current();
            fields.putMdc("instance", instance);
            trail.connection().ifPresent(id -> fields.putMdc("connection", id));
            trail.session().ifPresent(id -> fields.putMdc("session", id));
            trail.command().ifPresent(name -> fields.putMdc("command", name));
            SpanContext span = Span.fromContext(trail.span()).getSpanContext();
            if (span.isValid()) {
                fields.putMdc("traceId", span.getTraceId());
                fields.putMdc("spanId", span.getSpanId());
            }
        }
        return true;
    }
}
