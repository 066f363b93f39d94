package io.mediary.embedded.engine.playback;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.Read_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.avformat.Seek_Pointer_long_int;
import org.bytedeco.ffmpeg.avformat.Write_packet_Pointer_BytePointer_int;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/**
 * ffmpeg's library, loaded when it is first asked for, which takes a second or so. It reads through {@link ByteSource}s
 * only: no protocol of its own is ever used. Thread-safe.
 */
public final class FfmpegLibrary {

    private static final int BUFFER = 64 * 1024;
    private static final int SEEK_SIZE = 0x10000;
    private static final int SEEK_FORCE = 0x20000;
    private static final int SEEK_SET = 0;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int IO_ERROR = -5;

    private final Map<Long, ByteSource> sources = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private final Reader reader;
    private final Seeker seeker;

    private FfmpegLibrary() {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        avcodec.avcodec_version();
        avformat.avformat_version();
        reader = new Reader();
        seeker = new Seeker();
    }

    /**
     * The library; loads it the first time.
     *
     * @throws LinkageError where there is none for this system
     */
    public static FfmpegLibrary get() {
        return Loaded.LIBRARY;
    }

    /** The text of one of its error numbers. */
    public static String error(int number) {
        byte[] text = new byte[256];
        avutil.av_strerror(number, text, text.length);
        int end = 0;
        while (end < text.length && text[end] != 0) {
            end++;
        }
        return new String(text, 0, end, StandardCharsets.UTF_8);
    }

    /** Makes what the library reads a source by; {@link #free} it. */
    AVIOContext reading(ByteSource source) {
        long id = ids.incrementAndGet();
        sources.put(id, source);
        AVIOContext context = avformat.avio_alloc_context(new BytePointer(avutil.av_malloc(BUFFER)), BUFFER, 0,
                new Handle(id), reader, (Write_packet_Pointer_BytePointer_int) null, seeker);
        context.seekable(source.seekable() ? 1 : 0);
        return context;
    }

    /** Gives back what {@link #reading} made; the source stays open. */
    void free(AVIOContext context) {
        sources.remove(context.opaque().address());
        avutil.av_free(context.buffer());
        avformat.avio_context_free(context);
    }

    /** The only instance: there may be few callbacks of a kind in a process, so all sources share one of each. */
    private static final class Loaded {
        static final FfmpegLibrary LIBRARY = load();

        private static FfmpegLibrary load() {
            // Everything is freed by hand, so the collector need not watch, nor the size of this process limit us.
            System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
            System.setProperty("org.bytedeco.javacpp.maxphysicalbytes", "0");
            return new FfmpegLibrary();
        }
    }

    /** A number in the place of an address, by which a callback finds its source. */
    private static final class Handle extends Pointer {
        Handle(long id) {
            address = id;
        }
    }

    private final class Reader extends Read_packet_Pointer_BytePointer_int {

        @Override
        public int call(Pointer opaque, BytePointer into, int length) {
            ByteSource source = sources.get(opaque.address());
            if (source == null) {
                return IO_ERROR;
            }
            try {
                byte[] bytes = new byte[length];
                int read = source.read(bytes, length);
                if (read < 0) {
                    return avutil.AVERROR_EOF();
                }
                into.put(bytes, 0, read);
                return read;
            } catch (IOException | RuntimeException e) {
                return IO_ERROR;
            }
        }
    }

    private final class Seeker extends Seek_Pointer_long_int {

        @Override
        public long call(Pointer opaque, long offset, int whence) {
            ByteSource source = sources.get(opaque.address());
            if (source == null) {
                return IO_ERROR;
            }
            if ((whence & SEEK_SIZE) != 0) {
                return source.size() < 0 ? IO_ERROR : source.size();
            }
            long from = switch (whence & ~SEEK_FORCE) {
                case SEEK_SET -> 0;
                case SEEK_CUR -> source.position();
                case SEEK_END -> source.size() < 0 ? Long.MIN_VALUE : source.size();
                default -> Long.MIN_VALUE;
            };
            if (from == Long.MIN_VALUE || from + offset < 0) {
                return IO_ERROR;
            }
            try {
                source.seek(from + offset);
                return from + offset;
            } catch (IOException | RuntimeException e) {
                return IO_ERROR;
            }
        }
    }
}
