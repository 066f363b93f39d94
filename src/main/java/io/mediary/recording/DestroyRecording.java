package io.mediary.recording;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/recording/destroy}: deletes a recording of the caller's and its file. One that is still written is {@code invalid_state}. */
@ApplicationScoped
@Command(value = "media/recording/destroy", summary = "Deletes a recording and its file")
public class DestroyRecording implements Function<RecordingRef, Void> {

    private final Recordings recordings;

    DestroyRecording(Recordings recordings) {
        this.recordings = recordings;
    }

    @Override
    public Uni<Void> call(RecordingRef input, Caller caller) {
        return recordings.destroy(input.recordingId(), caller);
    }
}
