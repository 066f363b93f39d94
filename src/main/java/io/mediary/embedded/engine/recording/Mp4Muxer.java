package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.nio.channels.FileChannel;

import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

import io.mediary.embedded.engine.playback.FfmpegLibrary;

/**
 * ffmpeg's muxer of MP4 files. The file grows by fragments, each of which can be read at once; {@link #finish} turns it into a file with one index, as
 * all players like it. Each track's first frame counts as its beginning, at 0. For one thread at a time.
 */
final class Mp4Muxer implements AutoCloseable {

    /** Ticks a second of video's times. */
    static final int VIDEO_RATE = 90_000;

    private final NativeOutput output;
    private final AVFormatContext format = new AVFormatContext((Pointer) null);
    private final AVPacket packet = avcodec.av_packet_alloc();

    /** For a file that is empty; loads the library. Nothing is written yet. */
    Mp4Muxer(FileChannel file) throws IOException {
        try {
            FfmpegLibrary.get();
        } catch (LinkageError e) {
            throw new IOException("ffmpeg's library cannot be loaded: " + e.getMessage(), e);
        }
        output = new NativeOutput(file);
        if (avformat.avformat_alloc_output_context2(format, null, "mp4", null) < 0) {
            close();
            throw new IOException("ffmpeg's library cannot write MP4");
        }
        format.pb(output.context());
        format.flags(format.flags() | AVFormatContext.AVFMT_FLAG_CUSTOM_IO);
    }

    /** Adds the video, and answers its number. */
    int video(VideoFormat video) throws IOException {
        AVStream stream = stream(VIDEO_RATE);
        AVCodecParameters parameters = stream.codecpar();
        parameters.codec_type(avutil.AVMEDIA_TYPE_VIDEO);
        parameters.codec_id(avcodec.AV_CODEC_ID_H264);
        byte[] configuration = video.configuration();
        BytePointer extra = new BytePointer(
                avutil.av_mallocz(configuration.length + avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
        extra.put(configuration, 0, configuration.length);
        parameters.extradata(extra);
        parameters.extradata_size(configuration.length);
        size(stream.index(), video);
        return stream.index();
    }

    /** Says how large the video is, before it begins or when that has changed. */
    void size(int stream, VideoFormat video) {
        AVCodecParameters parameters = new AVStream(format.streams().get(stream)).codecpar();
        parameters.width(video.width());
        parameters.height(video.height());
    }

    /** Adds the audio, and answers its number. */
    int audio(AVCodecContext encoder) throws IOException {
        AVStream stream = stream(AacEncoding.RATE);
        if (avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder) < 0) {
            throw new IOException("no memory for a track");
        }
        // What it sends ahead does not come here.
        stream.codecpar().initial_padding(0);
        return stream.index();
    }

    /** Writes the beginning of the file; the tracks are those that were added. */
    void begin() throws IOException {
        AVDictionary options = new AVDictionary((Pointer) null);
        avutil.av_dict_set(options, "movflags", "hybrid_fragmented+frag_custom+empty_moov+default_base_moof", 0);
        int result = avformat.avformat_write_header(format, options);
        avutil.av_dict_free(options);
        check(result);
        output.isWhole();
    }

    /**
     * Appends a frame.
     *
     * @param at in the ticks of its track
     * @param length in the ticks of its track: up to the next frame
     */
    void write(int stream, long at, long length, boolean key, byte[] data) throws IOException {
        if (avcodec.av_new_packet(packet, data.length) < 0) {
            throw new IOException("no memory for a frame");
        }
        packet.data().put(data);
        packet.stream_index(stream);
        packet.pts(at);
        packet.dts(at);
        packet.duration(length);
        packet.flags(key ? avcodec.AV_PKT_FLAG_KEY : 0);
        int result = avformat.av_write_frame(format, packet);
        avcodec.av_packet_unref(packet);
        check(result);
    }

    /** What was appended so far becomes a fragment in the file. */
    void flush() throws IOException {
        check(avformat.av_write_frame(format, null));
        output.isWhole();
    }

    /** Completes the file; it must have begun. */
    void finish() throws IOException {
        check(avformat.av_write_trailer(format));
        avformat.avio_flush(output.context());
        output.check();
    }

    @Override
    public void close() {
        avcodec.av_packet_free(packet);
        if (!format.isNull()) {
            avformat.avformat_free_context(format);
        }
        output.close();
    }

    private AVStream stream(int rate) throws IOException {
        AVStream stream = avformat.avformat_new_stream(format, null);
        if (stream == null || stream.isNull()) {
            throw new IOException("no memory for a track");
        }
        stream.time_base().num(1).den(rate);
        return stream;
    }

    private void check(int result) throws IOException {
        output.check();
        if (result < 0) {
            throw new IOException("MP4: " + FfmpegLibrary.error(result));
        }
    }
}
