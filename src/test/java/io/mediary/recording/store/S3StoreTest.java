package io.mediary.recording.store;

import static io.mediary.recording.store.Bytes.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.config.RecordingStorageConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;

/** Against a real S3-compatible server. */
class S3StoreTest {

    private static final int PART = 5 * 1024 * 1024;
    private static final byte[] SMALL = Bytes.of(10_000);
    private static final byte[] LARGE = Bytes.of(3 * PART + 12_345);

    @TempDir
    static Path place;
    @TempDir
    static Path directory;
    private static S3Server server;
    private static S3Store store;

    @BeforeAll
    static void aServer() throws IOException {
        server = new S3Server(place);
        store = new S3Store(directory, server.config("prefix", "kept"));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        store.close();
        server.close();
    }

    @Test
    void aFinishedFileIsInTheStoreAndNoMoreInTheDirectory() throws IOException {
        Path file = Bytes.file(directory, "a/small.webm", SMALL);
        assertThat(await(store.finish("a/small.webm"))).contains(10_000L);
        assertThat(file).doesNotExist();
        assertThat(server.object("kept/a/small.webm")).hasBinaryContent(SMALL);
        assertThat(await(store.size("a/small.webm"))).contains(10_000L);
        assertThat(await(store.finish("a/small.webm"))).contains(10_000L);
    }

    @Test
    void aLargeFileGoesInPartsAndAnyPartOfItCanBeRead() throws IOException {
        Path file = Bytes.file(directory, "large.mp4", LARGE);
        assertThat(await(store.finish("large.mp4"))).contains((long) LARGE.length);
        assertThat(file).doesNotExist();
        assertThat(server.object("kept/large.mp4")).hasBinaryContent(LARGE);
        assertThat(await(store.read("large.mp4", 0, LARGE.length))).isEqualTo(LARGE);
        assertThat(await(store.read("large.mp4", LARGE.length - 1, 1)))
                .isEqualTo(Bytes.part(LARGE, LARGE.length - 1, 1));
        assertThat(await(store.read("large.mp4", 1_048_575, 2))).isEqualTo(Bytes.part(LARGE, 1_048_575, 2));
        assertThat(await(store.read("large.mp4", 5, 0))).isEmpty();
        assertThat(uploadsUnderWay()).isEmpty();
    }

    @Test
    void whatIsNotThereIsEmptyAndCanBeDeletedAllTheSame() {
        assertThat(await(store.finish("none.webm"))).isEmpty();
        assertThat(await(store.size("none.webm"))).isEmpty();
        await(store.delete("none.webm"));
        unavailable(store.read("none.webm", 0, 1).collect().last());
    }

    @Test
    void aFileWithoutAByteStaysWhereItIs() throws IOException {
        Path file = Bytes.file(directory, "empty.webm", new byte[0]);
        assertThat(await(store.finish("empty.webm"))).contains(0L);
        assertThat(await(store.size("empty.webm"))).isEmpty();
        assertThat(file).exists();
    }

    @Test
    void aDeletedFileIsGoneFromBothPlaces() throws IOException {
        Bytes.file(directory, "gone.webm", SMALL);
        await(store.finish("gone.webm"));
        Path again = Bytes.file(directory, "gone.webm", SMALL);
        await(store.delete("gone.webm"));
        assertThat(again).doesNotExist();
        assertThat(await(store.size("gone.webm"))).isEmpty();
    }

    @Test
    void twoThatFinishAtOnceBothSeeItFinished() throws IOException {
        Bytes.file(directory, "twice.mp4", LARGE);
        List<Optional<Long>> sizes = await(
                Uni.join().all(finishedInTheEnd("twice.mp4"), finishedInTheEnd("twice.mp4")).andFailFast());
        assertThat(sizes).containsOnly(Optional.of((long) LARGE.length));
        assertThat(server.object("kept/twice.mp4")).hasBinaryContent(LARGE);
        assertThat(directory.resolve("twice.mp4")).doesNotExist();
    }

    @Test
    void anUploadGoesOnWhenItsCallerStopsWaiting() throws IOException {
        Path file = Bytes.file(directory, "left.mp4", LARGE);
        store.finish("left.mp4").subscribe().with(size -> {
        }).cancel();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(file));
        assertThat(server.object("kept/left.mp4")).hasBinaryContent(LARGE);
    }

    @Test
    void whileTheServerIsAwayTheFileStaysAndLaterItIsMoved() throws Exception {
        Path file = Bytes.file(directory, "later.webm", SMALL);
        server.stop();
        try {
            unavailable(store.finish("later.webm"));
            unavailable(store.size("later.webm"));
            unavailable(store.delete("later.webm"));
            unavailable(store.read("later.webm", 0, 1).collect().last());
            assertThat(file).exists();
        } finally {
            server.start();
        }
        assertThat(await(store.finish("later.webm"))).contains(10_000L);
        assertThat(server.object("kept/later.webm")).hasBinaryContent(SMALL);
        assertThat(file).doesNotExist();
    }

    @Test
    void aServerThatIsSilentIsNotWaitedForLongerThanSet() throws IOException {
        Path file = Bytes.file(directory, "silent.webm", SMALL);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                S3Store unheard = new S3Store(directory, S3Server.config(
                        URI.create("http://127.0.0.1:" + silent.getLocalPort()), "timeout", "1s",
                        "upload-timeout", "2s"))) {
            long start = System.nanoTime();
            unavailable(unheard.finish("silent.webm"));
            unavailable(unheard.size("silent.webm"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
        assertThat(file).hasBinaryContent(SMALL);
    }

    @Test
    void anUploadThatBreaksHalfWayLeavesTheFileAndCanBeRepeated() throws IOException {
        Path file = Bytes.file(directory, "broken.mp4", LARGE);
        try (FaultyRoad road = new FaultyRoad(server.endpoint(), 2L * PART);
                S3Store cut = new S3Store(directory, S3Server.config(road.entrance(), "timeout", "5s", "prefix",
                        "kept"))) {
            unavailable(cut.finish("broken.mp4"));
            assertThat(road.broken()).isTrue();
        }
        assertThat(file).hasBinaryContent(LARGE);
        assertThat(await(store.size("broken.mp4"))).isEmpty();
        assertThat(await(store.finish("broken.mp4"))).contains((long) LARGE.length);
        assertThat(server.object("kept/broken.mp4")).hasBinaryContent(LARGE);
        assertThat(file).doesNotExist();
    }

    @Test
    void anUploadThatTakesTooLongIsGivenUp() throws IOException {
        Path file = Bytes.file(directory, "slow.mp4", LARGE);
        try (S3Store hasty = new S3Store(directory, server.config("upload-timeout", "1ms"))) {
            unavailable(hasty.finish("slow.mp4"));
        }
        assertThat(file).exists();
    }

    @Test
    void aWrongKeyIsAFailureAndNotAMissingFile() throws IOException {
        Path file = Bytes.file(directory, "mine.webm", SMALL);
        try (S3Store stranger = new S3Store(directory, server.config("secret-key", "wrong"))) {
            unavailable(stranger.finish("mine.webm"));
            unavailable(stranger.size("mine.webm"));
        }
        assertThat(file).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "a/../../secret", "/etc/passwd", "a//b", "..", "", "a\\b"})
    void namesThatLeadOutAreRefused(String name) {
        fails(store.finish(name), ErrorCode.UNAUTHORIZED);
        fails(store.size(name), ErrorCode.UNAUTHORIZED);
        fails(store.delete(name), ErrorCode.UNAUTHORIZED);
        fails(store.read(name, 0, 1).collect().last(), ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aSymbolicLinkIsNotUploaded() throws IOException {
        Path secret = Bytes.file(place, "secret", SMALL);
        Files.createSymbolicLink(directory.resolve("link.webm"), secret);
        assertThat(await(store.finish("link.webm"))).isEmpty();
        assertThat(secret).exists();
    }

    @Test
    void settingsThatContradictEachOtherEndTheStart() {
        RecordingStorageConfig small = server.config("part-size", "1M");
        assertThatThrownBy(() -> new S3Client(small)).isInstanceOf(ConfigurationException.class);
        RecordingStorageConfig half = server.config("secret-key", "");
        assertThatThrownBy(() -> new S3Client(half)).isInstanceOf(ConfigurationException.class);
    }

    /** As its caller does: what fails is tried again. */
    private Uni<Optional<Long>> finishedInTheEnd(String name) {
        return Uni.createFrom().deferred(() -> store.finish(name)).onFailure().retry().atMost(3);
    }

    private static List<?> uploadsUnderWay() {
        try (S3Client client = new S3Client(server.config())) {
            return client.calls().listMultipartUploads(request -> request.bucket(S3Server.BUCKET)).join().uploads();
        }
    }

    private static void unavailable(Uni<?> call) {
        fails(call, ErrorCode.UNAVAILABLE);
    }

    private static void fails(Uni<?> call, ErrorCode code) {
        assertThatThrownBy(() -> await(call)).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
