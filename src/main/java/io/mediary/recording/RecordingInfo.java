package io.mediary.recording;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Event;
import io.mediary.media.MediaKind;
import io.mediary.store.LogEntry;

/** What {@code get_info}, {@code get_list} and the events of class {@code media/recording} say of a recording. Thread-safe. */
@ApplicationScoped
public class RecordingInfo {

    private final ObjectMapper json;

    RecordingInfo(ObjectMapper json) {
        this.json = json;
    }

    /** The description of a recording. Times are ms, sizes bytes; {@code size} is 0 until the file is complete. */
    ObjectNode of(Recording recording) {
        return json.createObjectNode()
                .put("recording_id", recording.recordingId())
                .put("session_id", recording.sessionId())
                .put("user_id", recording.userId())
                .put("name", recording.name())
                .<ObjectNode>set("state", json.valueToTree(recording.state()))
                .put("started_at", recording.startedAt())
                .put("duration", recording.duration(System.currentTimeMillis()))
                .put("size", recording.size())
                .<ObjectNode>set("format", json.valueToTree(recording.profile().format()))
                .put("audio", recording.profile().kinds().contains(MediaKind.AUDIO))
                .put("video", recording.profile().kinds().contains(MediaKind.VIDEO));
    }

    /** Its file can be had: {@code recording_ready}; or there is none, or not all of it: {@code recording_failed}. */
    LogEntry over(Recording recording) {
        return event(recording, recording.state() == Recording.State.STOPPED ? "recording_ready" : "recording_failed");
    }

    private LogEntry event(Recording recording, String type) {
        return Event.media("recording", type, recording.recordingId(), recording.userId(), of(recording)).entry();
    }
}
