package io.mediary.embedded.engine.playback;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.playback.PlaybackException.Reason;

/**
 * An open media file: WEBM or MP4 with VP8 or H264, and Opus as it is or other audio made into Opus. For one thread,
 * but for {@link Opening#abort}.
 */
public final class MediaFile implements AutoCloseable {

    /** No playlists and the like, which would open other uris by themselves. */
    private static final String FORMATS = "matroska,webm,mov,mp4";
    private static final int OPUS_FAMILY = 18;
    private static final long MICROS = 1_000_000;

    /** A file that is being opened, or is open: for whoever wants to end that from another thread. */
    public static final class Opening {
        private ByteSource source;
        private boolean aborted;

        /** Makes whatever waits for the file fail, now and later. */
        public void abort() {
            ByteSource known;
            synchronized (this) {
                aborted = true;
                known = source;
            }
            if (known != null) {
                known.abort();
            }
        }

        private void began(ByteSource next) {
            synchronized (this) {
                source = next;
                if (!aborted) {
                    return;
                }
            }
            next.abort();
        }
    }

    private final FfmpegLibrary library;
    private final ByteSource source;
    private final AVIOContext io;
    private final AVFormatContext format;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final Queue<MediaFrame> ready = new ArrayDeque<>();
    private final long begin;
    private final MediaInfo info;
    private AVStream video;
    private AVStream audio;
    private Optional<Packetizer> packetizer = Optional.empty();
    private OpusConversion conversion;

    private MediaFile(FfmpegLibrary library, ByteSource source) throws PlaybackException {
        this.library = library;
        this.source = source;
        io = library.reading(source);
        format = avformat.avformat_alloc_context();
        try {
            open();
            choose();
        } catch (PlaybackException | RuntimeException e) {
            close();
            throw e;
        }
        begin = format.start_time() == avutil.AV_NOPTS_VALUE ? 0 : format.start_time();
        long micros = Math.max(0, format.duration());
        info = new MediaInfo(micros / 1000, micros > 0 && source.seekable());
    }

    /**
     * Opens what a uri names and looks into it. Takes as long as the source does, and a second more the first time.
     *
     * @throws PlaybackException where that cannot be played; nothing stays open
     */
    public static MediaFile open(String uri, UriGuard guard, Opening opening) throws PlaybackException {
        ByteSource source = Sources.open(uri, guard, opening::began);
        try {
            return new MediaFile(FfmpegLibrary.get(), source);
        } catch (PlaybackException | RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** Its length and whether it can be played from anywhere. */
    public MediaInfo info() {
        return info;
    }

    /** How its video is sent; empty where it has none. */
    public Optional<Packetizer> video() {
        return packetizer;
    }

    /** Whether it has sound. */
    public boolean hasAudio() {
        return audio != null;
    }

    /**
     * The next frame, in the file's order; empty at the end.
     *
     * @throws PlaybackException where the source breaks off
     */
    public Optional<MediaFrame> next() throws PlaybackException {
        while (ready.isEmpty()) {
            int result = avformat.av_read_frame(format, packet);
            if (result == avutil.AVERROR_EOF()) {
                return Optional.empty();
            }
            if (result < 0) {
                throw new PlaybackException(Reason.BROKEN,
                        "Internal data stream error: " + FfmpegLibrary.error(result));
            }
            try {
                take();
            } finally {
                avcodec.av_packet_unref(packet);
            }
        }
        return Optional.of(ready.remove());
    }

    /**
     * Goes on at the last place at or before this position where video can begin.
     *
     * @throws PlaybackException where it cannot
     */
    public void seek(long micros) throws PlaybackException {
        long target = begin + micros;
        int result = avformat.avformat_seek_file(format, -1, Long.MIN_VALUE, target, target, 0);
        if (result < 0) {
            throw new PlaybackException(Reason.BROKEN, "Seek fails: " + FfmpegLibrary.error(result));
        }
        ready.clear();
        if (conversion != null) {
            conversion.flush();
        }
    }

    @Override
    public void close() {
        if (conversion != null) {
            conversion.close();
        }
        avcodec.av_packet_free(packet);
        if (!format.isNull()) {
            avformat.avformat_close_input(format);
        }
        library.free(io);
        source.close();
    }

    private void open() throws PlaybackException {
        format.pb(io);
        AVDictionary options = new AVDictionary((Pointer) null);
        avutil.av_dict_set(options, "format_whitelist", FORMATS, 0);
        int result = avformat.avformat_open_input(format, "", null, options);
        avutil.av_dict_free(options);
        if (result < 0) {
            // The library has freed the context.
            format.setNull();
            throw new PlaybackException(Reason.UNKNOWN_TYPE, "No WEBM or MP4: " + FfmpegLibrary.error(result));
        }
        result = avformat.avformat_find_stream_info(format, (AVDictionary) null);
        if (result < 0) {
            throw new PlaybackException(Reason.UNKNOWN_TYPE, "Nothing to play: " + FfmpegLibrary.error(result));
        }
    }

    private void choose() throws PlaybackException {
        video = best(avutil.AVMEDIA_TYPE_VIDEO);
        audio = best(avutil.AVMEDIA_TYPE_AUDIO);
        if (video == null && audio == null) {
            throw new PlaybackException(Reason.UNKNOWN_CODEC, "The file has no video and no audio");
        }
        for (int i = 0; i < format.nb_streams(); i++) {
            AVStream stream = stream(i);
            if (!same(stream, video) && !same(stream, audio)) {
                stream.discard(avcodec.AVDISCARD_ALL);
            }
        }
        if (video != null) {
            packetizer = Optional.of(packetizer(video.codecpar()));
        }
        if (audio != null && !isPlainOpus(audio.codecpar())) {
            conversion = new OpusConversion(audio.codecpar());
        }
    }

    private static Packetizer packetizer(AVCodecParameters video) throws PlaybackException {
        if (video.codec_id() == avcodec.AV_CODEC_ID_VP8) {
            return new Vp8Packetizer();
        }
        if (video.codec_id() != avcodec.AV_CODEC_ID_H264) {
            String name = avcodec.avcodec_get_name(video.codec_id()).getString();
            throw new PlaybackException(Reason.UNKNOWN_CODEC,
                    "The embedded media server cannot send " + name + " video, only VP8 and H264");
        }
        if (video.video_delay() > 0) {
            throw new PlaybackException(Reason.UNKNOWN_CODEC,
                    "The embedded media server cannot send H264 video with B-frames");
        }
        return new H264Packetizer(bytes(video.extradata(), video.extradata_size()));
    }

    private AVStream best(int type) {
        int index = avformat.av_find_best_stream(format, type, -1, -1, (AVCodec) null, 0);
        return index < 0 || (stream(index).disposition() & avformat.AV_DISPOSITION_ATTACHED_PIC) != 0
                ? null
                : stream(index);
    }

    private AVStream stream(int index) {
        return new AVStream(format.streams().get(index));
    }

    private static boolean same(AVStream one, AVStream other) {
        return other != null && one.index() == other.index();
    }

    /** One or two channels in one Opus stream, as RTP carries it; not more of them (RFC 7845, 5.1.1). */
    private static boolean isPlainOpus(AVCodecParameters audio) {
        return audio.codec_id() == avcodec.AV_CODEC_ID_OPUS && audio.ch_layout().nb_channels() <= 2
                && (audio.extradata_size() <= OPUS_FAMILY || audio.extradata().get(OPUS_FAMILY) == 0);
    }

    private void take() throws PlaybackException {
        long time = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (time == avutil.AV_NOPTS_VALUE || packet.size() <= 0) {
            return;
        }
        if (video != null && packet.stream_index() == video.index()) {
            boolean key = (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0;
            ready.add(new MediaFrame(MediaKind.VIDEO, data(), micros(video, time), key));
        } else if (audio != null && packet.stream_index() == audio.index()) {
            Consumer<MediaFrame> frames = ready::add;
            if (conversion == null) {
                frames.accept(new MediaFrame(MediaKind.AUDIO, data(), micros(audio, time), true));
            } else {
                conversion.convert(packet, micros(audio, time)).forEach(frames);
            }
        }
    }

    private byte[] data() {
        return bytes(packet.data(), packet.size());
    }

    private long micros(AVStream stream, long time) {
        AVRational base = stream.time_base();
        return Math.round((double) time * base.num() * MICROS / base.den()) - begin;
    }

    private static byte[] bytes(BytePointer from, int size) {
        byte[] bytes = new byte[Math.max(0, size)];
        if (size > 0) {
            from.get(bytes);
        }
        return bytes;
    }

    /** The tracks for a log. */
    @Override
    public String toString() {
        return List.of(info, packetizer.map(p -> p.codec().name()).orElse("no video"),
                audio == null ? "no audio" : conversion == null ? "Opus" : "audio made into Opus").toString();
    }
}
