package io.mediary.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.RecordingsConfig;
import io.mediary.media.MediaKind;
import io.mediary.media.RecordingProfile;

/** Recordings as sessions and media servers leave them, for tests of what is done with them afterwards. */
@ApplicationScoped
public class Footage {

    /** Sound and picture. */
    public static final RecordingProfile WEBM = new RecordingProfile(RecordingProfile.Format.WEBM,
            Set.of(MediaKind.AUDIO, MediaKind.VIDEO));

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Recordings recordings;
    private final RecordingEnding ending;
    private final RecordingsConfig config;

    Footage(Recordings recordings, RecordingEnding ending, RecordingsConfig config) {
        this.recordings = recordings;
        this.ending = ending;
        this.config = config;
    }

    /** One that is being written; its id. */
    public String running(String user, String name, RecordingProfile profile) {
        NewRecording wanted = new NewRecording("session of " + name, user, name, profile);
        recordings.begin(wanted).await().atMost(PATIENCE);
        return wanted.recordingId();
    }

    /** One that is over, with this file; its id. */
    public String stopped(String user, String name, RecordingProfile profile, byte[] file) {
        String id = running(user, name, profile);
        write(name, file);
        end(id);
        return id;
    }

    /** Ends one that is being written. */
    public void end(String id) {
        ending.end(id, false, System.currentTimeMillis()).await().atMost(PATIENCE);
    }

    /** Writes a file as a media server does. */
    public void write(String name, byte[] bytes) {
        try {
            Files.createDirectories(file(name).getParent());
            Files.write(file(name), bytes);
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    /** Where the file is while the media server writes it. */
    public Path file(String name) {
        return Path.of(config.directory()).resolve(name);
    }
}
