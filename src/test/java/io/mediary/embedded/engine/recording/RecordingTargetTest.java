package io.mediary.embedded.engine.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTargetTest {

    @TempDir
    private Path base;
    private Path recordings;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        recordings = base.resolve("recordings");
        outside = Files.createDirectory(base.resolve("outside"));
    }

    @Test
    void aFileBelowTheDirectoryIsMadeWithWhatIsMissingAboveIt() throws IOException {
        target("a/b/c.webm").open().close();
        target("d%20e.webm").open().close();
        assertThat(recordings.resolve("a/b/c.webm")).exists();
        assertThat(recordings.resolve("d e.webm")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/x.webm", "%2e%2e/outside/x.webm", "a/../../outside/x.webm",
            "..%2foutside%2fx.webm", "../recordings-too/x.webm"})
    void nothingLeadsOutOfTheDirectory(String name) {
        assertThatThrownBy(() -> target(name).open()).isInstanceOf(IOException.class);
        assertThat(outside).isEmptyDirectory();
        assertThat(base.resolve("recordings-too")).doesNotExist();
    }

    @Test
    void linksAreNotFollowedOutOfTheDirectory() throws IOException {
        Files.createDirectory(recordings);
        Files.createSymbolicLink(recordings.resolve("way"), outside);
        Files.createSymbolicLink(recordings.resolve("x.webm"), outside.resolve("x.webm"));
        for (String name : new String[]{"way/x.webm", "way/new/x.webm", "x.webm"}) {
            assertThatThrownBy(() -> target(name).open()).isInstanceOf(IOException.class);
        }
        assertThat(outside).isEmptyDirectory();
    }

    private RecordingTarget target(String name) {
        return new RecordingTarget("file://" + recordings + "/" + name, Optional.of(recordings));
    }
}
