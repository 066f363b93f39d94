package io.mediary.recording.store;

import static io.mediary.recording.store.Bytes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.helpers.test.AssertSubscriber;
import io.vertx.core.buffer.Buffer;

class DirectoryStoreTest {

    private static final byte[] FILE = Bytes.of(700_001);

    @TempDir
    Path place;
    private Path directory;
    private DirectoryStore store;

    @BeforeEach
    void aDirectoryBesideAnother() throws IOException {
        directory = Files.createDirectories(place.resolve("recordings"));
        Bytes.file(place, "secret", Bytes.of(10));
        store = new DirectoryStore(directory);
    }

    @Test
    void aFinishedFileStaysWhereItIsAndHasItsSize() throws IOException {
        Path file = Bytes.file(directory, "a/b/one.webm", FILE);
        assertThat(await(store.finish("a/b/one.webm"))).contains(700_001L);
        assertThat(await(store.finish("a/b/one.webm"))).contains(700_001L);
        assertThat(await(store.size("a/b/one.webm"))).contains(700_001L);
        assertThat(file).exists();
    }

    @Test
    void whatIsNotThereIsEmptyAndCanBeDeletedAllTheSame() throws IOException {
        Bytes.file(directory, "a/one.webm", FILE);
        for (String name : new String[]{"none.webm", "a/none.webm", "none/one.webm", "a", "a/one.webm/x"}) {
            assertThat(await(store.size(name))).as(name).isEmpty();
            assertThat(await(store.finish(name))).as(name).isEmpty();
            await(store.delete(name));
        }
        assertThat(await(new DirectoryStore(place.resolve("not there")).size("one.webm"))).isEmpty();
    }

    @Test
    void aDeletedFileIsGone() throws IOException {
        Path file = Bytes.file(directory, "a/one.webm", FILE);
        await(store.delete("a/one.webm"));
        assertThat(file).doesNotExist();
        assertThat(await(store.size("a/one.webm"))).isEmpty();
    }

    @Test
    void anyPartCanBeRead() throws IOException {
        Bytes.file(directory, "one.webm", FILE);
        int[][] parts = {{0, 700_001}, {0, 1}, {700_000, 1}, {262_143, 2}, {1, 524_288}, {5, 0}};
        for (int[] part : parts) {
            assertThat(await(store.read("one.webm", part[0], part[1])))
                    .isEqualTo(Bytes.part(FILE, part[0], part[1]));
        }
    }

    @Test
    void nothingIsReadThatWasNotAskedFor() throws IOException {
        Path file = Bytes.file(directory, "one.webm", FILE);
        AssertSubscriber<Buffer> reader = store.read("one.webm", 0, FILE.length).subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        reader.awaitItems(1);
        // What comes after the first piece is changed: a second one that had been read early would show the old bytes.
        byte[] changed = FILE.clone();
        changed[300_000]++;
        Files.write(file, changed);
        reader.request(1).awaitItems(2);
        assertThat(reader.getItems().get(1).getByte(300_000 - 262_144)).isEqualTo(changed[300_000]);
        reader.cancel();
    }

    @Test
    void noFileStaysOpen() throws IOException {
        Path file = Bytes.file(directory, "one.webm", FILE);
        AssertSubscriber<Buffer> reader = store.read("one.webm", 0, FILE.length).subscribe()
                .withSubscriber(AssertSubscriber.create(1));
        reader.awaitItems(1);
        Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !isOpen(file));
        reader.cancel();
    }

    @Test
    void aFileThatEndsEarlyFails() throws IOException {
        Bytes.file(directory, "one.webm", FILE);
        unavailable(() -> await(store.read("one.webm", 700_000, 2)));
        unavailable(() -> await(store.read("one.webm", 800_000, 1)));
        unavailable(() -> await(store.read("none.webm", 0, 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "a/../../secret", "/etc/passwd", "a//b", "./a", "a/.", "..", ".", "", "a/",
            "..\\secret", "a\0b", "a\nb", "../recordings/one.webm"})
    void namesThatLeadOutAreRefused(String name) throws IOException {
        Bytes.file(directory, "one.webm", FILE);
        refused(() -> await(store.size(name)));
        refused(() -> await(store.finish(name)));
        refused(() -> await(store.delete(name)));
        refused(() -> await(store.read(name, 0, 1)));
        refused(() -> await(store.size("a".repeat(1025))));
        assertThat(place.resolve("secret")).exists();
    }

    @Test
    void symbolicLinksAreAsIfTheyWereNotThere() throws IOException {
        Bytes.file(directory, "real/one.webm", FILE);
        Files.createSymbolicLink(directory.resolve("out.webm"), place.resolve("secret"));
        Files.createSymbolicLink(directory.resolve("up"), place);
        Files.createSymbolicLink(directory.resolve("inside.webm"), directory.resolve("real/one.webm"));
        Files.createSymbolicLink(directory.resolve("again"), directory.resolve("real"));
        for (String name : new String[]{"out.webm", "up/secret", "inside.webm", "again/one.webm"}) {
            assertThat(await(store.size(name))).as(name).isEmpty();
            assertThat(await(store.finish(name))).as(name).isEmpty();
            unavailable(() -> await(store.read(name, 0, 1)));
            await(store.delete(name));
        }
        assertThat(place.resolve("secret")).exists();
        assertThat(directory.resolve("real/one.webm")).exists();
        assertThat(directory.resolve("out.webm")).isSymbolicLink();
    }

    @Test
    void theDirectoryItselfMayBeALink() throws IOException {
        Bytes.file(directory, "one.webm", FILE);
        Path link = Files.createSymbolicLink(place.resolve("link"), directory);
        assertThat(await(new DirectoryStore(link).size("one.webm"))).contains(700_001L);
    }

    private static boolean isOpen(Path file) throws IOException {
        try (var open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : open) {
                if (leadsTo(descriptor, file)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean leadsTo(Path descriptor, Path file) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (NoSuchFileException closedMeanwhile) {
            return false;
        }
    }

    private static void refused(Runnable call) {
        fails(call, ErrorCode.UNAUTHORIZED);
    }

    private static void unavailable(Runnable call) {
        fails(call, ErrorCode.UNAVAILABLE);
    }

    private static void fails(Runnable call, ErrorCode code) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
