package io.mediary.recording;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/recording/get_list}: the caller's recordings, the oldest first; an administrator sees all. */
@ApplicationScoped
@Command(value = "media/recording/get_list", summary = "Lists recordings")
public class ListRecordings implements Function<ListRecordings.Input, List<ObjectNode>> {

    private final Recordings recordings;
    private final RecordingInfo info;

    ListRecordings(Recordings recordings, RecordingInfo info) {
        this.recordings = recordings;
        this.info = info;
    }

    /**
     * Which ones.
     *
     * @param sessionId those of this session, which may be over; absent: all
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(Optional<@Size(min = 1, max = 128) String> sessionId) {
    }

    @Override
    public Uni<List<ObjectNode>> call(Input input, Caller caller) {
        return recordings.list(input.sessionId(), caller).map(found -> found.stream().map(info::of).toList());
    }
}
