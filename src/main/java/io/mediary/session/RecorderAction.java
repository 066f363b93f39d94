package io.mediary.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.MediaKind;
import io.mediary.media.RecordingProfile;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * {@code media/session/recorder_action}: records a session, of whatever type it is and becomes. What is recorded is what its client
 * sends, or in the types listen and play what it receives.
 */
@ApplicationScoped
@Command(value = "media/session/recorder_action", summary = "Records a session")
public class RecorderAction implements Function<RecorderAction.Input, ObjectNode> {

    private static final List<String> ACTIONS = List.of("start", "pause", "resume", "stop", "get_actions");

    private final Sessions sessions;
    private final SessionRecording recording;
    private final ObjectMapper json;

    RecorderAction(Sessions sessions, SessionRecording recording, ObjectMapper json) {
        this.sessions = sessions;
        this.recording = recording;
        this.json = json;
    }

    /**
     * What is to be done.
     *
     * @param sessionId the session
     * @param action start: begins a recording, a former one is finished; pause, resume, stop; get_actions, the default: what
     *            there is
     * @param uri start: the file's name, or file: inside the directory of recordings; absent: the session's id and a number
     * @param format start: webm, the default, or mp4
     * @param audio start: false: without audio
     * @param video start: false: without video
     * @param data the same four, for those who nest them
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String sessionId, Optional<@Size(max = 64) String> action,
            Optional<@Size(min = 1, max = 2_048) String> uri, Optional<RecordingProfile.Format> format,
            Optional<Boolean> audio, Optional<Boolean> video, Optional<@Valid Nested> data) {

        Optional<String> file() {
            return uri.or(() -> data.flatMap(Nested::uri));
        }

        RecordingProfile profile() {
            Set<MediaKind> kinds = EnumSet.of(MediaKind.AUDIO, MediaKind.VIDEO);
            if (!audio.or(() -> data.flatMap(Nested::audio)).orElse(true)) {
                kinds.remove(MediaKind.AUDIO);
            }
            if (!video.or(() -> data.flatMap(Nested::video)).orElse(true)) {
                kinds.remove(MediaKind.VIDEO);
            }
            if (kinds.isEmpty()) {
                throw Failure.of(ErrorCode.INVALID_VALUE, "neither audio nor video");
            }
            return new RecordingProfile(
                    format.or(() -> data.flatMap(Nested::format)).orElse(RecordingProfile.Format.WEBM), kinds);
        }
    }

    /**
     * Parameters under {@code data}, as those beside it.
     *
     * @param uri the file
     * @param format webm or mp4
     * @param audio false: without audio
     * @param video false: without video
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Nested(Optional<@Size(min = 1, max = 2_048) String> uri, Optional<RecordingProfile.Format> format,
            Optional<Boolean> audio, Optional<Boolean> video) {
    }

    @Override
    public Uni<ObjectNode> call(Input input, Caller caller) {
        String action = input.action().orElse("get_actions");
        String id = input.sessionId();
        return switch (action) {
            case "start" -> recording.start(id, input.file(), input.profile(), caller)
                    .map(recordingId -> json.createObjectNode().put("recording_id", recordingId));
            case "pause" -> recording.pause(id, caller).replaceWith(json::createObjectNode);
            case "resume" -> recording.resume(id, caller).replaceWith(json::createObjectNode);
            case "stop" -> recording.stop(id, caller).replaceWith(json::createObjectNode);
            case "get_actions" -> sessions.get(id, caller).map(session -> actions());
            default -> throw Failure.of(ErrorCode.INVALID_ACTION, action);
        };
    }

    private ObjectNode actions() {
        ObjectNode answer = json.createObjectNode();
        ACTIONS.forEach(answer.putArray("actions")::add);
        return answer;
    }
}
