package io.mediary.recording.store;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;

/** A part of a file, read piece by piece: the next one only when the last was taken and another is asked for. */
final class Pieces {

    private final int size;
    private final Reader reader;

    /** Reads one piece. */
    @FunctionalInterface
    interface Reader {

        /** The bytes from {@code from} on, {@code length} of them, or fewer where the file ends. */
        Uni<Buffer> read(long from, int length);
    }

    /** @param size of a piece at most, bytes */
    Pieces(int size, Reader reader) {
        this.size = size;
        this.reader = reader;
    }

    /** Bytes from, to from + length; fails with {@code unavailable} where the file ends before. */
    Multi<Buffer> read(long from, long length) {
        long pieces = (length + size - 1) / size;
        if (from < 0 || length < 0 || pieces > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(length + " bytes from " + from);
        }
        return Multi.createFrom().range(0, (int) pieces).onItem()
                .transformToUniAndConcatenate(piece -> piece(from, length, (long) piece * size));
    }

    private Uni<Buffer> piece(long from, long length, long done) {
        int wanted = (int) Math.min(size, length - done);
        return reader.read(from + done, wanted).invoke(bytes -> {
            if (bytes.length() != wanted) {
                throw Failure.of(ErrorCode.UNAVAILABLE);
            }
        });
    }
}
