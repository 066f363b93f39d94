package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * What ffmpeg's library writes a file through, so that it opens none by itself and a failure of the disk is known by its own words. For one thread at
 * a time. ffmpeg's library must have been loaded.
 */
final class NativeOutput implements AutoCloseable {

    private static final int BUFFER = 64 * 1024;
    private static final int IO_ERROR = -5;
    private static final int SEEK_FORCE = 0x20000;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;

    private final FileChannel file;
    private final long id;
    private final AVIOContext context;
    private IOException failure;
    private long whole;

    /** Writes to that file, from its present position. Whoever opened it closes it. */
    NativeOutput(FileChannel file) {
        this.file = file;
        Callbacks callbacks = Callbacks.SHARED;
        id = callbacks.ids.incrementAndGet();
        callbacks.outputs.put(id, this);
        context = avformat.avio_alloc_context(new BytePointer(avutil.av_malloc(BUFFER)), BUFFER, 1, new Handle(id),
                (Read_packet_Pointer_BytePointer_int) null, callbacks.writer, callbacks.seeker);
        context.seekable(1);
    }

    /** As the library takes it. */
    AVIOContext context() {
        return context;
    }

    /** Fails where the file could not be written. */
    void check() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** What is in the file now can be read: when something more cannot be written completely, it ends here. */
    void isWhole() throws IOException {
        avformat.avio_flush(context);
        check();
        whole = file.position();
    }

    @Override
    public void close() {
        Callbacks.SHARED.outputs.remove(id);
        avutil.av_free(context.buffer());
        avformat.avio_context_free(context);
    }

    private int write(BytePointer from, int length) {
        if (failure != null) {
            return IO_ERROR;
        }
        byte[] bytes = new byte[length];
        from.get(bytes);
        try {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
            return length;
        } catch (IOException e) {
            failure = e;
            cut();
            return IO_ERROR;
        }
    }

    private void cut() {
        try {
            file.truncate(whole);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private long seek(long offset, int whence) {
        try {
            long target = offset + switch (whence & ~SEEK_FORCE) {
                case SEEK_SET -> 0;
                case SEEK_CUR -> file.position();
                case SEEK_END -> file.size();
                default -> throw new IOException("an unknown kind of seek");
            };
            file.position(target);
            return target;
        } catch (IOException | IllegalArgumentException e) {
            return IO_ERROR;
        }
    }

    /** There may be few callbacks of a kind in a process, so all outputs share one of each. */
    private static final class Callbacks {
        static final Callbacks SHARED = new Callbacks();

        private final Map<Long, NativeOutput> outputs = new ConcurrentHashMap<>();
        private final AtomicLong ids = new AtomicLong();
        private final Writer writer = new Writer();
        private final Seeker seeker = new Seeker();

        private final class Writer extends Write_packet_Pointer_BytePointer_int {

            @Override
            public int call(Pointer opaque, BytePointer from, int length) {
                NativeOutput output = outputs.get(opaque.address());
                return output == null ? IO_ERROR : output.write(from, length);
            }
        }

        private final class Seeker extends Seek_Pointer_long_int {

            @Override
            public long call(Pointer opaque, long offset, int whence) {
                NativeOutput output = outputs.get(opaque.address());
                return output == null ? IO_ERROR : output.seek(offset, whence);
            }
        }
    }

    /** A number in the place of an address, by which a callback finds its output. */
    private static final class Handle extends Pointer {
        Handle(long id) {
            address = id;
        }
    }
}
