package io.mediary.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.mediary.testing.Ffmpeg;
import io.mediary.testing.FileServer;
import io.mediary.testing.FileServer.Manner;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * A film of three seconds, VP8 and Opus, on two web servers on loopback that players may open, and a directory for recordings. Tests
 * with it require ffmpeg.
 */
public final class FilmsOnLoopback implements QuarkusTestResourceLifecycleManager {

    private Path base;
    private FileServer server;
    private FileServer plain;

    @Override
    public Map<String, String> start() {
        try {
            base = Files.createTempDirectory("mediary-films");
            Path films = Files.createDirectory(base.resolve("films"));
            Ffmpeg.make(List.of("-f", "lavfi", "-i", "testsrc=size=160x120:rate=15:duration=3", "-f", "lavfi", "-i",
                    "sine=frequency=440:sample_rate=48000:duration=3", "-c:v", "libvpx", "-deadline", "realtime",
                    "-cpu-used", "8", "-g", "15", "-c:a", "libopus"), films.resolve("film.webm"));
            server = new FileServer(films, Manner.RANGES);
            plain = new FileServer(films, Manner.NO_RANGES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of("mediary.uris.allow", server.url("/") + "," + plain.url("/"),
                "mediary.recordings.directory", base.resolve("recordings").toString());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(FilmsOnLoopback.class));
    }

    /** By the names that the API page gives them. */
    Map<String, String> uris() {
        return Map.of("$FILM", server.url("/film.webm"), "$STREAM", plain.url("/film.webm"), "$MISSING",
                server.url("/missing.webm"));
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(base)) {
            server.close();
            plain.close();
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
