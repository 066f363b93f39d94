package io.mediary.recording;

import java.time.Duration;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.config.RecordingsConfig;
import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * {@code media/recording/get_url}: a link by which anybody can read a recording of the caller's until the link ends. It can
 * be made before the recording is over; until then it answers {@code invalid_state}.
 */
@ApplicationScoped
@Command(value = "media/recording/get_url", summary = "Makes a link to a recording that needs no token")
public class LinkRecording implements Function<LinkRecording.Input, LinkRecording.Output> {

    private final Recordings recordings;
    private final Links links;
    private final RecordingsConfig config;

    LinkRecording(Recordings recordings, Links links, RecordingsConfig config) {
        this.recordings = recordings;
        this.links = links;
        this.config = config;
    }

    /**
     * Which recording, for how long.
     *
     * @param recordingId the recording
     * @param expiresIn seconds that the link works, 1–604 800 (a week); {@code mediary.recordings.link-life} by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String recordingId,
            Optional<@Min(1) @Max(604_800) Integer> expiresIn) {
    }

    /**
     * The link.
     *
     * @param url relative to the server, unless {@code mediary.recordings.public-url} is set
     * @param expiresAt when it ends, milliseconds since 1970
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Output(String url, long expiresAt) {
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        Duration life = input.expiresIn().map(Duration::ofSeconds).orElse(config.linkLife());
        return recordings.get(input.recordingId(), caller).flatMap(recording -> {
            long expiresAt = System.currentTimeMillis() + life.toMillis();
            return links.url(recording.recordingId(), recording.startedAt(), expiresAt)
                    .map(url -> new Output(outside() + url, expiresAt));
        });
    }

    private String outside() {
        return config.publicUrl().map(url -> url.toString().replaceFirst("/+$", "")).orElse("");
    }
}
