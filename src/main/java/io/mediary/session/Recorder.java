package io.mediary.session;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.media.RecordingProfile;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What records a session.
 *
 * @param recordingId of the recording that it writes
 * @param element at the media server
 * @param profile of the file
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Recorder(String recordingId, String element, RecordingProfile profile) {
}
