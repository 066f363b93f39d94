package io.mediary.function;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.signal.Step;
import io.mediary.signal.Steps;
import io.mediary.signal.Trail;
import io.smallrye.mutiny.Uni;

/**
 * Watches every call, by command and result ({@code ok}, the error's name, or that nobody waited for it any more), and says on whose behalf the steps inside
 * work. Commands that are not served are one series, so that callers cannot make new ones.
 */
final class MeasuringPipeline implements Pipeline {

    private static final String UNKNOWN = "unknown";

    private final Pipeline inside;
    private final Catalogue catalogue;
    private final Steps steps;

    MeasuringPipeline(Pipeline inside, Catalogue catalogue, Steps steps) {
        this.inside = inside;
        this.catalogue = catalogue;
        this.steps = steps;
    }

    @Override
    public Uni<Answer> run(Request request) {
        return Uni.createFrom().deferred(() -> {
            String command = catalogue.find(request.name()).map(CatalogueEntry::name).orElse(UNKNOWN);
            Steps.Passage passage = trail(request, command).call(() -> steps.enter(Step.COMMAND, command));
            return passage.trail().call(() -> inside.run(request)).onTermination()
                    .invoke((answer, failure, cancelled) -> passage.end(result(answer, cancelled)));
        });
    }

    private static Trail trail(Request request, String command) {
        Trail client = Trail.current().of(request.caller().connection(), command);
        JsonNode session = request.data().path("session_id");
        return session.isTextual() ? client.about(Excerpt.of(session.textValue())) : client;
    }

    private static String result(Answer answer, boolean cancelled) {
        if (answer == null) {
            return cancelled ? Steps.Passage.CANCELLED : Steps.Passage.FAILED;
        }
        return answer instanceof Answer.Error error ? error.code().wireName() : Steps.Passage.OK;
    }
}
