package io.mediary.recording.store;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.mediary.config.RecordingStorageConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** What a bucket's settings must fulfil, told at the start: the store itself is made when it is first used. */
@ApplicationScoped
class StorageSettings {

    /** What S3 demands of every part but the last. */
    private static final long SMALLEST_PART = 5L * 1024 * 1024;

    void start(@Observes StartupEvent event, RecordingStorageConfig storage) {
        if (storage.bucket().isPresent()) {
            check(storage);
        }
    }

    /** @throws ConfigurationException where the settings contradict each other */
    static void check(RecordingStorageConfig config) {
        if (config.partSize().asLongValue() < SMALLEST_PART) {
            throw new ConfigurationException("S3 takes no parts below 5 MiB: mediary.recordings.s3.part-size",
                    Set.of("mediary.recordings.s3.part-size"));
        }
        if (config.accessKey().isPresent() != config.secretKey().isPresent()) {
            throw new ConfigurationException(
                    "Both or none: mediary.recordings.s3.access-key, mediary.recordings.s3.secret-key",
                    Set.of("mediary.recordings.s3.access-key", "mediary.recordings.s3.secret-key"));
        }
    }
}
