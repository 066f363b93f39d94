package io.mediary.recording;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A recording as the JSON of its record. Thread-safe. */
@ApplicationScoped
public class RecordingDocument {

    private final ObjectMapper json;

    RecordingDocument(ObjectMapper json) {
        this.json = json;
    }

    /** To JSON. */
    String write(Recording recording) {
        try {
            return json.writeValueAsString(recording);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("recording " + recording.recordingId() + " cannot be written", impossible);
        }
    }

    /** From JSON. */
    Recording read(String doc) {
        try {
            return json.readValue(doc, Recording.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("the record is not a recording of this version", foreign);
        }
    }
}
