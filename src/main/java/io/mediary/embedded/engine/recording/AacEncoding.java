package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.util.Arrays;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * Makes Opus into AAC without a gap: players count the samples of AAC and look at no times, so what is missing becomes silence. 48 kHz, two channels,
 * 128 kbit/s. For one thread at a time. ffmpeg's library must have been loaded.
 */
final class AacEncoding implements AutoCloseable {

    /** Samples in a packet of AAC. */
    static final int PACKET = 1024;
    /** Samples a second. */
    static final int RATE = 48_000;
    private static final int CHANNELS = 2;
    private static final int BITS_PER_SECOND = 128_000;
    private static final int MILLI = RATE / 1000;
    /** Less than that is how packets come; more is a gap. In samples. */
    private static final int GAP = 60 * MILLI;
    private static final int OVERLAP = 200 * MILLI;
    /** Nobody hears picture and sound apart by less. In samples. */
    private static final int NEAR = 5 * MILLI;
    /** Where sound is out of step, a packet is stretched by a part of that, and by a twentieth at most. */
    private static final int SLOWLY = 50;
    private static final int MOST = 20;

    /** Takes packets of AAC in order. */
    interface Output {

        /**
         * The next packet.
         *
         * @param at its first sample, counted from the beginning of the file
         */
        void packet(byte[] data, long at) throws IOException;
    }

    private final Output output;
    private final AVCodecContext decoder;
    private final AVCodecContext encoder;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final AVFrame frame = avutil.av_frame_alloc();
    private final float[] pending = new float[PACKET * CHANNELS];
    private int filled;
    private long encoded;

    /**
     * At the beginning of a file.
     *
     * @throws IOException where the library cannot decode Opus or encode AAC
     */
    AacEncoding(Output output) throws IOException {
        this.output = output;
        AVCodec opus = avcodec.avcodec_find_decoder_by_name("libopus");
        AVCodec aac = avcodec.avcodec_find_encoder_by_name("aac");
        decoder = avcodec.avcodec_alloc_context3(opus);
        encoder = avcodec.avcodec_alloc_context3(aac);
        decoder.sample_rate(RATE);
        decoder.request_sample_fmt(avutil.AV_SAMPLE_FMT_S16);
        avutil.av_channel_layout_default(decoder.ch_layout(), CHANNELS);
        encoder.sample_rate(RATE);
        encoder.sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
        encoder.bit_rate(BITS_PER_SECOND);
        encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        encoder.time_base().num(1).den(RATE);
        avutil.av_channel_layout_default(encoder.ch_layout(), CHANNELS);
        if (opus == null || aac == null || avcodec.avcodec_open2(decoder, opus, (AVDictionary) null) < 0
                || avcodec.avcodec_open2(encoder, aac, (AVDictionary) null) < 0 || encoder.frame_size() != PACKET) {
            close();
            throw new IOException("ffmpeg's library cannot make Opus into AAC");
        }
    }

    /** What the file has to say about the sound, for the muxer to copy from. */
    AVCodecContext description() {
        return encoder;
    }

    /** Takes a packet of Opus with its time in the file; what is missing before it is silence. Damaged ones are left out. */
    void accept(long millis, byte[] opus) throws IOException {
        short[] sound = decode(opus);
        long off = millis * MILLI - position();
        if (off > GAP) {
            silence(off);
            off = 0;
        }
        if (sound.length == 0 || off < -OVERLAP) {
            return;
        }
        int samples = sound.length / CHANNELS;
        int most = samples / MOST;
        int more = Math.abs(off) < NEAR ? 0 : (int) Math.max(-most, Math.min(most, off / SLOWLY));
        append(more == 0 ? sound : stretched(sound, samples + more));
    }

    /** What waits comes out. Nothing can be taken after it. */
    void finish() throws IOException {
        if (filled > 0) {
            append(new short[PACKET * CHANNELS - filled]);
        }
        if (encoded > 0) {
            avcodec.avcodec_send_frame(encoder, null);
            receive();
        }
    }

    @Override
    public void close() {
        avcodec.avcodec_free_context(decoder);
        avcodec.avcodec_free_context(encoder);
        avcodec.av_packet_free(packet);
        avutil.av_frame_free(frame);
    }

    private long position() {
        return encoded + filled / CHANNELS;
    }

    private short[] decode(byte[] opus) throws IOException {
        if (avcodec.av_new_packet(packet, opus.length) < 0) {
            throw new IOException("no memory for a packet");
        }
        packet.data().put(opus);
        int sent = avcodec.avcodec_send_packet(decoder, packet);
        avcodec.av_packet_unref(packet);
        short[] sound = new short[0];
        while (sent >= 0 && avcodec.avcodec_receive_frame(decoder, frame) >= 0) {
            int before = sound.length;
            int length = frame.nb_samples() * CHANNELS;
            sound = Arrays.copyOf(sound, before + length);
            new ShortPointer(frame.data(0)).get(sound, before, length);
        }
        avutil.av_frame_unref(frame);
        return sound;
    }

    private void silence(long samples) throws IOException {
        short[] nothing = new short[PACKET * CHANNELS];
        for (long rest = samples; rest > 0; rest -= PACKET) {
            append(rest >= PACKET ? nothing : new short[(int) rest * CHANNELS]);
        }
    }

    /** The same sound in a little more or less time. */
    private static short[] stretched(short[] sound, int samples) {
        int before = sound.length / CHANNELS;
        short[] out = new short[samples * CHANNELS];
        for (int i = 0; i < samples; i++) {
            double at = (double) i * (before - 1) / Math.max(1, samples - 1);
            int left = Math.min((int) at, before - 1);
            int right = Math.min(left + 1, before - 1);
            for (int channel = 0; channel < CHANNELS; channel++) {
                double from = sound[left * CHANNELS + channel];
                double to = sound[right * CHANNELS + channel];
                out[i * CHANNELS + channel] = (short) Math.round(from + (to - from) * (at - left));
            }
        }
        return out;
    }

    private void append(short[] sound) throws IOException {
        for (short sample : sound) {
            pending[filled++] = sample / 32_768f;
            if (filled == pending.length) {
                encode();
            }
        }
    }

    private void encode() throws IOException {
        avutil.av_frame_unref(frame);
        frame.nb_samples(PACKET);
        frame.format(avutil.AV_SAMPLE_FMT_FLTP);
        frame.sample_rate(RATE);
        frame.pts(encoded);
        avutil.av_channel_layout_default(frame.ch_layout(), CHANNELS);
        if (avutil.av_frame_get_buffer(frame, 0) < 0) {
            throw new IOException("no memory for sound");
        }
        float[] plane = new float[PACKET];
        for (int channel = 0; channel < CHANNELS; channel++) {
            for (int i = 0; i < PACKET; i++) {
                plane[i] = pending[i * CHANNELS + channel];
            }
            new FloatPointer(frame.data(channel)).put(plane);
        }
        filled = 0;
        encoded += PACKET;
        avcodec.avcodec_send_frame(encoder, frame);
        avutil.av_frame_unref(frame);
        receive();
    }

    /** What an encoder sends ahead, before the first sample, is left out: then no player needs to be told to skip it. */
    private void receive() throws IOException {
        while (avcodec.avcodec_receive_packet(encoder, packet) >= 0) {
            long at = packet.pts();
            byte[] data = new byte[packet.size()];
            packet.data().get(data);
            avcodec.av_packet_unref(packet);
            if (at >= 0) {
                output.packet(data, at);
            }
        }
    }
}
