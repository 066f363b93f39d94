package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesAreMadeTest {

    @TempDir
    Path place;

    @Test
    void thoseOfTheFileAreThereBeforeItIsWritten() {
        Path mount = place.resolve("not/yet/there");
        await(directories(mount).make("a/b/c.webm"));
        await(directories(mount).make("a/b/d.webm"));
        await(directories(mount).make("e.webm"));
        assertThat(mount.resolve("a/b")).isEmptyDirectory();
        assertThat(mount.resolve("e.webm")).doesNotExist();
    }

    @Test
    void whoMayWriteAboveMayWriteThere() throws IOException {
        Set<PosixFilePermission> shared = PosixFilePermissions.fromString("rwxrwx---");
        Files.setPosixFilePermissions(place, shared);
        await(directories(place).make("a/b/c.webm"));
        assertThat(Files.getPosixFilePermissions(place.resolve("a"))).isEqualTo(shared);
        assertThat(Files.getPosixFilePermissions(place.resolve("a/b"))).isEqualTo(shared);
    }

    @Test
    void aLinkIsNotFollowedAndWhatCannotBeMadeIsNoError() throws IOException {
        Path outside = Files.createDirectory(place.resolve("outside"));
        Path mount = Files.createDirectory(place.resolve("mount"));
        Files.createSymbolicLink(mount.resolve("link"), outside);
        Files.createFile(mount.resolve("file"));
        await(directories(mount).make("link/a/b.webm"));
        await(directories(mount).make("file/a/b.webm"));
        await(directories(mount.resolve("file/below")).make("a/b.webm"));
        assertThat(outside).isEmptyDirectory();
    }

    private static RecordingDirectories directories(Path mount) {
        return new RecordingDirectories(RecordingScene.config("mount", mount.toString()));
    }
}
