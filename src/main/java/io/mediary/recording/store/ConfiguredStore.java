package io.mediary.recording.store;

import java.nio.file.Path;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;

import io.mediary.config.RecordingStorageConfig;
import io.mediary.config.RecordingsConfig;

/** The store that the settings name: the bucket, if there is one, else the directory. */
final class ConfiguredStore {

    ConfiguredStore() {
    }

    @Produces
    @ApplicationScoped
    static RecordingStore store(RecordingsConfig recordings, RecordingStorageConfig storage) {
        Path seen = Path.of(recordings.mount().orElse(recordings.directory())).toAbsolutePath().normalize();
        return storage.bucket().isPresent() ? new S3Store(seen, storage) : new DirectoryStore(seen);
    }

    static void close(@Disposes RecordingStore store) {
        if (store instanceof S3Store remote) {
            remote.close();
        }
    }
}
