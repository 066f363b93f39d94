package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Looks into the index of an MP4 file that is complete (ISO 14496-12). Stateless. */
final class Mp4Tracks {

    private static final int HEADER = 8;
    private static final int LARGE_HEADER = 16;
    /** In a box of sample sizes: version and flags, the size of all, and then how many there are. */
    private static final int COUNT = 8;

    /** A box: from where to where, and where its contents begin. */
    private record Box(String type, long from, long contents, long end) {
    }

    private Mp4Tracks() {
    }

    /** Takes tracks that nothing came for out of the file, which must be open for reading too: players would wait for them, or show them empty. */
    static void removeEmpty(FileChannel file) throws IOException {
        Optional<Box> index = child(file, new Box("", 0, 0, file.size()), "moov");
        if (index.isEmpty()) {
            throw new IOException("an MP4 file without an index");
        }
        Box all = index.get();
        for (Box box = box(file, all.contents, all.end); box != null; box = box(file, box.end, all.end)) {
            if (box.type.equals("trak") && samples(file, box) == 0) {
                file.write(ByteBuffer.wrap("free".getBytes(StandardCharsets.US_ASCII)), box.from + Integer.BYTES);
            }
        }
    }

    private static long samples(FileChannel file, Box track) throws IOException {
        Box inner = track;
        for (String type : new String[]{"mdia", "minf", "stbl", "stsz"}) {
            Optional<Box> next = child(file, inner, type);
            if (next.isEmpty()) {
                return 0;
            }
            inner = next.get();
        }
        return read(file, inner.contents + COUNT, Integer.BYTES).getInt() & 0xFFFFFFFFL;
    }

    private static Optional<Box> child(FileChannel file, Box parent, String type) throws IOException {
        for (Box box = box(file, parent.contents, parent.end); box != null; box = box(file, box.end, parent.end)) {
            if (box.type.equals(type)) {
                return Optional.of(box);
            }
        }
        return Optional.empty();
    }

    /** The box there, null at the end. */
    private static Box box(FileChannel file, long at, long end) throws IOException {
        if (end - at < HEADER) {
            return null;
        }
        ByteBuffer header = read(file, at, (int) Math.min(LARGE_HEADER, end - at));
        long size = header.getInt() & 0xFFFFFFFFL;
        byte[] type = new byte[Integer.BYTES];
        header.get(type);
        boolean large = size == 1 && header.remaining() >= Long.BYTES;
        size = large ? header.getLong() : size == 0 ? end - at : size;
        long contents = at + (large ? LARGE_HEADER : HEADER);
        if (size < contents - at || size > end - at) {
            throw new IOException("a damaged MP4 file");
        }
        return new Box(new String(type, StandardCharsets.US_ASCII), at, contents, at + size);
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("a damaged MP4 file");
            }
        }
        return bytes.flip();
    }
}
