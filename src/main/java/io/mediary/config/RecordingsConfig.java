package io.mediary.config;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Recordings: where media servers write them, and how long they are kept. */
@ConfigMapping(prefix = "mediary.recordings")
public interface RecordingsConfig {

    /** The directory that media servers write in, as they see it. Nothing is ever recorded elsewhere. */
    @WithDefault("${java.io.tmpdir}/mediary/recordings")
    String directory();

    /** The same directory as this instance sees it, where that differs. */
    Optional<String> mount();

    /** How long a recording is kept after its end; unset: until it is destroyed. */
    Optional<Duration> keep();

    /**
     * How much the files of all recordings that are over may take together: whenever one comes to its end, the oldest go
     * until it is no more. One that is larger by itself goes too. Unset: as much as there is room.
     */
    Optional<MemorySize> keepSize();

    /** How long a link of {@code get_url} works, unless its caller says. */
    @WithDefault("1H")
    Duration linkLife();

    /**
     * What links of {@code get_url} begin with, as {@code https://media.example.com}: how clients reach the doors from
     * outside. Unless set, links are relative ({@code /v1/recordings/…}): whoever got one by REST or WebSocket knows the
     * server that it is for.
     */
    Optional<URI> publicUrl();
}
