package io.mediary.function;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;

/**
 * Times every call: {@code mediary_calls_seconds} by command and result ({@code ok} or the error's name). Commands that
 * do not exist are one series, so that callers cannot make new ones.
 */
final class MeasuringPipeline implements Pipeline {

    private final Pipeline inside;
    private final Catalogue catalogue;
    private final MeterRegistry meters;

    MeasuringPipeline(Pipeline inside, Catalogue catalogue, MeterRegistry meters) {
        this.inside = inside;
        this.catalogue = catalogue;
        this.meters = meters;
    }

    @Override
    public Uni<Answer> run(Request request) {
        return Uni.createFrom().deferred(() -> {
            Timer.Sample start = Timer.start(meters);
            return inside.run(request).onItem().invoke(answer -> start.stop(timer(request, answer)));
        });
    }

    private Timer timer(Request request, Answer answer) {
        return Timer.builder("mediary.calls").description("Calls of commands, from the door's hand-over to the answer")
                .tag("command", catalogue.find(request.name()).map(CatalogueEntry::name).orElse("unknown"))
                .tag("result", answer instanceof Answer.Error error ? error.code().wireName() : "ok")
                .register(meters);
    }
}
