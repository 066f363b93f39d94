package io.mediary.recording;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.media.RecordingProfile;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A recording as its record in Redis keeps it. Immutable. All times are ms, those of an instance's clock since the epoch.
 *
 * @param recordingId its id
 * @param sessionId the session that is or was recorded
 * @param userId whose it is
 * @param name of the file, relative
 * @param profile of the file
 * @param state what is told of it
 * @param startedAt when it was begun
 * @param changedAt when its session was last said to do something else: an older word comes too late
 * @param duration of what was written in the intervals that are over
 * @param since when the present interval began; empty: nothing is written
 * @param ending the file is complete, or as complete as it will be, and is being put where it is kept
 * @param cut the media server could not complete it
 * @param size bytes, once it is kept
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recording(String recordingId, String sessionId, String userId, String name, RecordingProfile profile,
        State state, long startedAt, long changedAt, long duration, Optional<Long> since, boolean ending, boolean cut,
        long size) {

    /** What is told of a recording. */
    @RegisterForReflection
    public enum State {
        /** Its file is being written, or completed. */
        @JsonProperty("recording")
        RECORDING,
        /** What its session sends is left out. */
        @JsonProperty("paused")
        PAUSED,
        /** The file is complete and can be had. */
        @JsonProperty("stopped")
        STOPPED,
        /** There is no file, or one without its end. */
        @JsonProperty("failed")
        FAILED
    }

    /** One that begins now. */
    static Recording begun(NewRecording wanted, long now) {
        return new Recording(wanted.recordingId(), wanted.sessionId(), wanted.userId(), wanted.name(), wanted.profile(),
                State.RECORDING, now, now, 0, Optional.empty(), false, false, 0);
    }

    /** Whether nothing changes any more. */
    public boolean isOver() {
        return state == State.STOPPED || state == State.FAILED;
    }

    /** Whether its file can still be written. */
    boolean isRunning() {
        return !isOver() && !ending;
    }

    /** Whether the present interval had begun by then. */
    boolean isSince(long time) {
        return since.filter(began -> began <= time).isPresent();
    }

    /** How long it is, the present interval included. */
    long duration(long now) {
        return duration + since.map(began -> Math.max(0, now - began)).orElse(0L);
    }

    /** Media is written from now on. */
    Recording writing(long now) {
        return since.isPresent() ? this : with(state, changedAt, duration, Optional.of(now), ending, cut, size);
    }

    /** Nothing is written from now on. */
    Recording halted(long now) {
        return with(state, changedAt, duration(now), Optional.empty(), ending, cut, size);
    }

    /** Its session is paused or goes on. */
    Recording told(State other, long at) {
        return with(other, at, duration, since, ending, cut, size);
    }

    /** Its file is as complete as it will be. */
    Recording ending(boolean without, long at) {
        Recording last = halted(at);
        return last.with(State.RECORDING, at, last.duration, Optional.empty(), true, without, size);
    }

    /** Its file is kept, or there is none. */
    Recording over(long bytes) {
        return with(bytes > 0 && !cut ? State.STOPPED : State.FAILED, changedAt, duration, since, false, cut, bytes);
    }

    private Recording with(State other, long told, long written, Optional<Long> began, boolean ends, boolean without,
            long bytes) {
        return new Recording(recordingId, sessionId, userId, name, profile, other, startedAt, told, written, began,
                ends, without, bytes);
    }
}
