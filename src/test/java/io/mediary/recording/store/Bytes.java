package io.mediary.recording.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** Bytes that can be told from each other, and how tests wait for what a store answers. */
public final class Bytes {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Bytes() {
    }

    /** As many bytes, the same each time. */
    public static byte[] of(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    /** Some of them. */
    public static byte[] part(byte[] all, int from, int length) {
        return Arrays.copyOfRange(all, from, from + length);
    }

    /** Writes a file, and the directories that it lies in. */
    public static Path file(Path directory, String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    /** Waits for an answer. */
    public static <T> T await(Uni<T> uni) {
        return uni.await().atMost(PATIENCE);
    }

    /** Waits for all pieces. */
    public static byte[] await(Multi<Buffer> pieces) {
        Buffer all = Buffer.buffer();
        await(pieces.invoke(all::appendBuffer).collect().last());
        return all.getBytes();
    }
}
