package io.mediary.recording;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/recording/get_info}: what is known of a recording of the caller's. */
@ApplicationScoped
@Command(value = "media/recording/get_info", summary = "Describes a recording")
public class DescribeRecording implements Function<RecordingRef, ObjectNode> {

    private final Recordings recordings;
    private final RecordingInfo info;

    DescribeRecording(Recordings recordings, RecordingInfo info) {
        this.recordings = recordings;
        this.info = info;
    }

    @Override
    public Uni<ObjectNode> call(RecordingRef input, Caller caller) {
        return recordings.get(input.recordingId(), caller).map(info::of);
    }
}
