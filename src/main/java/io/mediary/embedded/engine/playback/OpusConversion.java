package io.mediary.embedded.engine.playback;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.BytePointer;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.playback.PlaybackException.Reason;

/** Makes audio of a file into Opus: two channels, 20 ms a frame, 96 kbit/s. For one thread. */
final class OpusConversion implements AutoCloseable {

    private static final int RATE = 48_000;
    private static final int CHANNELS = 2;
    private static final int SAMPLES = RATE / 50;
    private static final int BYTES = SAMPLES * CHANNELS * 2;
    private static final long FRAME_MICROS = 20_000;
    private static final long GAP_MICROS = 100_000;
    private static final int BITS_PER_SECOND = 96_000;

    private final AVCodecContext decoder;
    private final AVCodecContext encoder;
    private final SwrContext resampler = swresample.swr_alloc();
    private final AVFrame decoded = avutil.av_frame_alloc();
    private final AVFrame resampled = avutil.av_frame_alloc();
    private final AVFrame piece = avutil.av_frame_alloc();
    private final AVPacket encoded = avcodec.av_packet_alloc();
    private byte[] waiting = new byte[0];
    private long next = Long.MIN_VALUE;

    /** For audio of that kind; fails where it cannot be decoded. */
    OpusConversion(AVCodecParameters audio) throws PlaybackException {
        AVCodec from = avcodec.avcodec_find_decoder(audio.codec_id());
        decoder = avcodec.avcodec_alloc_context3(from);
        encoder = encoder();
        if (from == null || avcodec.avcodec_parameters_to_context(decoder, audio) < 0
                || avcodec.avcodec_open2(decoder, from, (AVDictionary) null) < 0) {
            close();
            throw new PlaybackException(Reason.UNKNOWN_CODEC, "The embedded media server cannot decode the audio");
        }
    }

    /** The frames that this packet completes; what cannot be decoded is left out. */
    List<MediaFrame> convert(AVPacket packet, long micros) {
        List<MediaFrame> frames = new ArrayList<>();
        if (avcodec.avcodec_send_packet(decoder, packet) < 0) {
            return frames;
        }
        long at = micros;
        while (avcodec.avcodec_receive_frame(decoder, decoded) >= 0) {
            long buffered = waiting.length * FRAME_MICROS / BYTES;
            if (next == Long.MIN_VALUE || Math.abs(next + buffered - at) > GAP_MICROS) {
                waiting = new byte[0];
                next = at;
            }
            at += decoded.nb_samples() * 1_000_000L / Math.max(1, decoded.sample_rate());
            resample();
            encode(frames);
        }
        return frames;
    }

    /** Forgets what came before: what comes now is from another place. */
    void flush() {
        avcodec.avcodec_flush_buffers(decoder);
        waiting = new byte[0];
        next = Long.MIN_VALUE;
    }

    @Override
    public void close() {
        avcodec.avcodec_free_context(decoder);
        avcodec.avcodec_free_context(encoder);
        swresample.swr_free(resampler);
        avutil.av_frame_free(decoded);
        avutil.av_frame_free(resampled);
        avutil.av_frame_free(piece);
        avcodec.av_packet_free(encoded);
    }

    private static AVCodecContext encoder() throws PlaybackException {
        AVCodec opus = avcodec.avcodec_find_encoder_by_name("libopus");
        AVCodecContext encoder = avcodec.avcodec_alloc_context3(opus);
        encoder.sample_rate(RATE);
        encoder.sample_fmt(avutil.AV_SAMPLE_FMT_S16);
        encoder.bit_rate(BITS_PER_SECOND);
        encoder.time_base().num(1).den(RATE);
        avutil.av_channel_layout_default(encoder.ch_layout(), CHANNELS);
        if (avcodec.avcodec_open2(encoder, opus, (AVDictionary) null) < 0 || encoder.frame_size() != SAMPLES) {
            avcodec.avcodec_free_context(encoder);
            throw new PlaybackException(Reason.UNKNOWN_CODEC, "There is no Opus encoder");
        }
        return encoder;
    }

    private void resample() {
        avutil.av_frame_unref(resampled);
        avutil.av_channel_layout_default(resampled.ch_layout(), CHANNELS);
        resampled.sample_rate(RATE);
        resampled.format(avutil.AV_SAMPLE_FMT_S16);
        if (swresample.swr_convert_frame(resampler, resampled, decoded) < 0) {
            return;
        }
        int length = resampled.nb_samples() * CHANNELS * 2;
        int before = waiting.length;
        waiting = Arrays.copyOf(waiting, before + length);
        resampled.data(0).get(waiting, before, length);
    }

    private void encode(List<MediaFrame> frames) {
        int at = 0;
        for (; waiting.length - at >= BYTES; at += BYTES) {
            avutil.av_frame_unref(piece);
            piece.nb_samples(SAMPLES);
            piece.format(avutil.AV_SAMPLE_FMT_S16);
            piece.sample_rate(RATE);
            avutil.av_channel_layout_default(piece.ch_layout(), CHANNELS);
            if (avutil.av_frame_get_buffer(piece, 0) < 0) {
                break;
            }
            BytePointer samples = piece.data(0);
            samples.put(waiting, at, BYTES);
            avcodec.avcodec_send_frame(encoder, piece);
            while (avcodec.avcodec_receive_packet(encoder, encoded) >= 0) {
                byte[] data = new byte[encoded.size()];
                encoded.data().get(data);
                avcodec.av_packet_unref(encoded);
                frames.add(new MediaFrame(MediaKind.AUDIO, data, next, true));
            }
            next += FRAME_MICROS;
        }
        waiting = Arrays.copyOfRange(waiting, at, waiting.length);
    }
}
