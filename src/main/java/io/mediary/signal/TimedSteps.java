package io.mediary.signal;

import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;

/** {@link Steps} as timers and, where an endpoint for traces is configured, as spans. */
@ApplicationScoped
public class TimedSteps implements Steps {

    private static final AttributeKey<String> CONNECTION = AttributeKey.stringKey("mediary.connection");
    private static final AttributeKey<String> SESSION = AttributeKey.stringKey("mediary.session");
    private static final AttributeKey<String> RESULT = AttributeKey.stringKey("mediary.result");

    private final Signals signals;
    private final Tracer tracer;
    private final boolean traced;

    TimedSteps(Signals signals, Tracer tracer,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "true") boolean untraced) {
        this.signals = signals;
        this.tracer = tracer;
        this.traced = !untraced;
    }

    @Override
    public Passage enter(Step step, String name) {
        Trail outer = Trail.current();
        return new Timed(step, name, traced ? span(step, name, outer) : outer, System.nanoTime());
    }

    private Trail span(Step step, String name, Trail outer) {
        boolean first = outer.span() == Context.root();
        if (first && !step.isRoot()) {
            return outer;
        }
        // The span of a plain HTTP request, made by Quarkus of its headers, is known to Vert.x' context only. A socket's handshake is long over.
        Context parent = first && outer.connection().isEmpty() ? Context.current() : outer.span();
        SpanBuilder builder = tracer.spanBuilder(step.title(name)).setSpanKind(step.span()).setParent(parent);
        outer.connection().ifPresent(id -> builder.setAttribute(CONNECTION, id));
        outer.session().ifPresent(id -> builder.setAttribute(SESSION, id));
        return outer.in(builder.startSpan().storeInContext(parent));
    }

    private final class Timed implements Passage {

        private final Step step;
        private final String name;
        private final Trail trail;
        private final long begun;
        private final boolean spans;

        Timed(Step step, String name, Trail trail, long begun) {
            this.step = step;
            this.name = name;
            this.trail = trail;
            this.begun = begun;
            this.spans = trail != Trail.current();
        }

        @Override
        public Trail trail() {
            return trail;
        }

        @Override
        public void end(String result) {
            signals.time(step.metric(), Duration.ofNanos(System.nanoTime() - begun), step.tag(), name, "result",
                    result);
            if (spans) {
                Span span = Span.fromContext(trail.span());
                span.setAttribute(RESULT, result);
                if (!result.equals(OK)) {
                    span.setStatus(StatusCode.ERROR, result);
                }
                span.end();
            }
        }
    }
}
