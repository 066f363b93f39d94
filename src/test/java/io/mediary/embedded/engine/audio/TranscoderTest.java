package io.mediary.embedded.engine.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sdp.Codec;

class TranscoderTest {

    private static final Codec OPUS = codec(111, "opus", 48_000, 2);
    private static final Codec PCMU = codec(0, "PCMU", 8000, 1);
    private static final Codec PCMA = codec(8, "PCMA", 8000, 1);
    private static final Codec KEYS = codec(101, "telephone-event", 8000, 1);
    private static final Codec OPUS_KEYS = codec(110, "telephone-event", 48_000, 1);
    private static final long FIRST = 0xFFFFFF00L;

    private final List<MediaPacket> out = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"PCMU, opus", "PCMA, opus", "opus, PCMU", "opus, PCMA", "PCMU, PCMA", "PCMA, PCMU"})
    void aToneComesOutAsLoudAsItWentIn(String from, String to) throws OpusException {
        Transcoder transcoder = Transcoder.between(named(from), List.of(named(to)), out::add).orElseThrow();
        tone(named(from), 1000, 20, 100).forEach(transcoder::accept);
        assertThat(out).hasSize(100);
        consecutive(out);
        short[] sound = sound(out);
        int rate = rate(named(to));
        assertThat(Tone.decibels(strength(sound, 1000, rate))).isCloseTo(0, within(3.0));
        assertThat(Tone.decibels(strength(sound, 1700, rate))).isLessThan(-25);
        assertThat(Tone.decibels(strength(sound, 400, rate))).isLessThan(-25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {2.5, 5, 10, 20, 40, 60})
    void opusOfAnyFrameLengthBecomesPacketsOfTwentyMilliseconds(double milliseconds) throws OpusException {
        Transcoder transcoder = Transcoder.between(OPUS, List.of(PCMU), out::add).orElseThrow();
        tone(OPUS, 1000, milliseconds, (int) (1200 / milliseconds)).forEach(transcoder::accept);
        assertThat(out).hasSize(60).allSatisfy(p -> assertThat(p.rtp().payloadLength()).isEqualTo(160));
        consecutive(out);
        assertThat(Tone.decibels(strength(sound(out), 1000, 8000))).isCloseTo(0, within(3.0));
    }

    @Test
    void whatTheTelephoneCannotHearDoesNotComeBackAsAnotherTone() throws OpusException {
        Transcoder transcoder = Transcoder.between(OPUS, List.of(PCMU), out::add).orElseThrow();
        tone(OPUS, 7000, 20, 100).forEach(transcoder::accept);
        short[] sound = sound(out);
        assertThat(Tone.decibels(strength(sound, 1000, 8000))).isLessThan(-40);
        for (short sample : Arrays.copyOfRange(sound, 4000, sound.length)) {
            assertThat(Math.abs(sample)).isLessThan((short) 500);
        }
    }

    @Test
    void theFirstCodecThatTheReceiverTakesIsUsed() {
        Transcoder transcoder = Transcoder.between(OPUS, List.of(KEYS, PCMA, PCMU), out::add).orElseThrow();
        assertThat(transcoder.report(new SenderReport(1, 2, 3))).isEmpty();
        assertThat(Transcoder.between(OPUS, List.of(KEYS), out::add)).isEmpty();
        assertThat(Transcoder.between(KEYS, List.of(OPUS), out::add)).isEmpty();
    }

    @Test
    void packetsInTheWrongOrderAreHeardInTheRightOne() throws OpusException {
        List<MediaPacket> shuffled = new ArrayList<>(tone(PCMU, 1000, 20, 100));
        for (int i = 10; i < 90; i += 7) {
            Collections.swap(shuffled, i, i + 1);
            Collections.swap(shuffled, i + 3, i + 5);
        }
        Transcoder transcoder = Transcoder.between(PCMU, List.of(PCMA), out::add).orElseThrow();
        shuffled.forEach(transcoder::accept);
        consecutive(out);
        assertThat(strength(sound(out), 1000, 8000)).isCloseTo(1, within(0.05));
    }

    @ParameterizedTest
    @ValueSource(strings = {"opus", "PCMU"})
    void aLostPacketLeavesNoGap(String from) throws OpusException {
        List<MediaPacket> packets = new ArrayList<>(tone(named(from), 1000, 20, 100));
        packets.removeIf(p -> p.index() % 10 == 4);
        Transcoder transcoder = Transcoder.between(named(from), List.of(PCMA), out::add).orElseThrow();
        packets.forEach(transcoder::accept);
        consecutive(out);
        assertThat(out).hasSizeBetween(98, 100);
        assertThat(strength(sound(out), 1000, 8000)).isGreaterThan(from.equals("opus") ? 0.9 : 0.8);
    }

    @Test
    void aPauseOfTheSourceIsOneOfTheTimeAndNotOfTheNumbers() throws OpusException {
        List<MediaPacket> packets = tone(PCMU, 1000, 20, 20);
        List<MediaPacket> late = later(packets, 20, 8000 + 160);
        Transcoder transcoder = Transcoder.between(PCMU, List.of(OPUS), out::add).orElseThrow();
        packets.forEach(transcoder::accept);
        late.forEach(transcoder::accept);
        assertThat(out).hasSize(40);
        for (int i = 1; i < 40; i++) {
            assertThat(out.get(i).index()).isEqualTo(out.get(i - 1).index() + 1);
            long step = out.get(i).rtp().timestamp() - out.get(i - 1).rtp().timestamp() & 0xFFFFFFFFL;
            assertThat(step).isEqualTo(i == 20 ? 960 + 6 * (8000 + 160 - 20 * 160 + 19 * 160 - 19 * 160) : 960);
            assertThat(out.get(i).rtp().marker()).isEqualTo(i == 20);
        }
        assertThat(out.get(0).rtp().marker()).isTrue();
    }

    @Test
    void aClockThatJumpsBackGoesOn() throws OpusException {
        List<MediaPacket> packets = tone(PCMU, 1000, 20, 10);
        Transcoder transcoder = Transcoder.between(PCMU, List.of(PCMA), out::add).orElseThrow();
        packets.forEach(transcoder::accept);
        later(packets, 10, -50_000).forEach(transcoder::accept);
        assertThat(out).hasSize(20);
        consecutive(out);
    }

    @Test
    void aReportIsCarriedIntoTheTimeOfWhatComesOut() throws OpusException {
        Transcoder transcoder = Transcoder.between(PCMU, List.of(OPUS), out::add).orElseThrow();
        List<MediaPacket> packets = tone(PCMU, 1000, 20, 10);
        packets.forEach(transcoder::accept);
        SenderReport report = transcoder
                .report(new SenderReport(7, 99, packets.get(4).rtp().timestamp() + 80 & 0xFFFFFFFFL)).orElseThrow();
        assertThat(report).isEqualTo(new SenderReport(7, 99, out.get(4).rtp().timestamp() + 480));
    }

    @Test
    void keysOfATelephoneGoWithItInTheOtherClock() throws OpusException {
        Transcoder transcoder = Transcoder.between(PCMU, List.of(OPUS, OPUS_KEYS), out::add).orElseThrow();
        List<MediaPacket> before = tone(PCMU, 1000, 20, 5);
        before.forEach(transcoder::accept);
        long begin = FIRST + 5 * 160;
        for (int i = 0; i < 3; i++) {
            transcoder.accept(packet(KEYS, 5 + i, begin, new byte[]{5, 10, 0, 100}));
        }
        later(before, 8, 8 * 160).forEach(transcoder::accept);
        assertThat(out).hasSize(13).extracting(p -> p.codec().name())
                .containsSubsequence("opus", "telephone-event", "telephone-event", "telephone-event", "opus");
        assertThat(out.subList(5, 8)).allSatisfy(key -> {
            assertThat(key.rtp().buffer()).containsExactly(5, 10, 600 >> 8, 600 & 0xFF);
            assertThat(key.rtp().timestamp()).isEqualTo(out.get(4).rtp().timestamp() + 960);
            assertThat(key.rtp().payloadType()).isEqualTo(110);
        });
        for (int i = 1; i < 13; i++) {
            assertThat(out.get(i).index()).isEqualTo(out.get(i - 1).index() + 1);
        }
    }

    @Test
    void keysThatTheReceiverDoesNotTakeAreNeverHeard() throws OpusException {
        Transcoder transcoder = Transcoder.between(PCMU, List.of(PCMA), out::add).orElseThrow();
        tone(PCMU, 1000, 20, 5).forEach(transcoder::accept);
        transcoder.accept(packet(KEYS, 5, FIRST + 800, new byte[]{5, 10, 0, 100}));
        assertThat(out).hasSize(5);
    }

    @Test
    void rubbishIsHeardAsLittleAsPossibleAndHurtsNobody() throws OpusException {
        Random random = new Random(11);
        Transcoder transcoder = Transcoder.between(OPUS, List.of(PCMU), out::add).orElseThrow();
        for (int i = 0; i < 3000; i++) {
            byte[] payload = new byte[random.nextInt(100)];
            random.nextBytes(payload);
            transcoder.accept(packet(OPUS, i, FIRST + 960L * i, payload));
        }
        out.clear();
        for (MediaPacket packet : later(tone(OPUS, 1000, 20, 100), 3000, 960 * 3000)) {
            transcoder.accept(packet);
        }
        assertThat(out).hasSizeBetween(99, 103);
        assertThat(Tone.decibels(strength(sound(out), 1000, 8000))).isCloseTo(0, within(3.0));
    }

    @Test
    void whatAStreamCosts() throws OpusException {
        for (String pair : List.of("opus PCMU", "PCMU opus", "PCMU PCMA")) {
            Codec from = named(pair.split(" ")[0]);
            Codec to = named(pair.split(" ")[1]);
            List<MediaPacket> packets = tone(from, 1000, 20, 1500);
            for (int round = 0; round < 2; round++) {
                Transcoder transcoder = Transcoder.between(from, List.of(to), out::add).orElseThrow();
                long begin = System.nanoTime();
                packets.forEach(transcoder::accept);
                double percent = (System.nanoTime() - begin) / 1e9 / 30 * 100;
                if (round == 1) {
                    System.out.printf("a stream of %s costs %.2f %% of a core%n", pair.replace(" ", " to "), percent);
                }
            }
        }
        assertThat(out).isNotEmpty();
    }

    /** Numbers and times go on without a gap. */
    private static void consecutive(List<MediaPacket> packets) {
        int ticks = packets.get(0).codec().clockRate() / 50;
        for (int i = 1; i < packets.size(); i++) {
            assertThat(packets.get(i).index()).isEqualTo(packets.get(i - 1).index() + 1);
            assertThat(packets.get(i).rtp().timestamp() - packets.get(i - 1).rtp().timestamp() & 0xFFFFFFFFL)
                    .isEqualTo(ticks);
        }
    }

    private static double strength(short[] sound, double hertz, int rate) {
        return Tone.strength(sound, rate / 2, sound.length / rate * rate - rate / 5, hertz, rate);
    }

    private static List<MediaPacket> tone(Codec codec, double hertz, double milliseconds, int count)
            throws OpusException {
        int rate = rate(codec);
        int samples = (int) (rate * milliseconds / 1000);
        OpusEncoder opus = new OpusEncoder(48_000, 1, OpusApplication.OPUS_APPLICATION_AUDIO);
        opus.setBitrate(48_000);
        List<MediaPacket> packets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            short[] sound = Tone.of(hertz, rate, (long) i * samples, samples);
            byte[] payload = new byte[codec == OPUS ? 1275 : samples];
            if (codec == OPUS) {
                payload = Arrays.copyOf(payload, opus.encode(sound, 0, samples, payload, 0, payload.length));
            } else {
                for (int at = 0; at < samples; at++) {
                    payload[at] = law(codec).encode(sound[at]);
                }
            }
            packets.add(packet(codec, i, FIRST + (long) i * samples, payload));
        }
        return packets;
    }

    private static short[] sound(List<MediaPacket> packets) throws OpusException {
        OpusDecoder opus = new OpusDecoder(48_000, 1);
        ByteArrayOutputStream payloads = new ByteArrayOutputStream();
        short[] all = new short[packets.size() * 960];
        int filled = 0;
        for (MediaPacket packet : packets) {
            RtpPacket rtp = packet.rtp();
            if (packet.codec().equals(OPUS)) {
                filled += opus.decode(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength(), all, filled, 960, false);
            } else {
                payloads.write(rtp.buffer(), rtp.payloadOffset(), rtp.payloadLength());
                for (int i = 0; i < rtp.payloadLength(); i++) {
                    all[filled++] = law(packet.codec()).decode(rtp.buffer()[rtp.payloadOffset() + i]);
                }
            }
        }
        return Arrays.copyOf(all, filled);
    }

    private static List<MediaPacket> later(List<MediaPacket> packets, int number, long time) {
        return packets.stream()
                .map(p -> packet(p.codec(), (int) p.index() - 0x10000 + number, p.rtp().timestamp() + time,
                        Arrays.copyOfRange(p.rtp().buffer(), p.rtp().payloadOffset(),
                                p.rtp().payloadOffset() + p.rtp().payloadLength())))
                .toList();
    }

    private static MediaPacket packet(Codec codec, int number, long timestamp, byte[] payload) {
        RtpPacket rtp = new RtpPacket(payload, false, codec.payloadType(), number & 0xFFFF, timestamp & 0xFFFFFFFFL, 1,
                0,
                payload.length, 0, 0);
        return new MediaPacket(rtp, codec, 0x10000L + number, "source", true, -1);
    }

    private static G711 law(Codec codec) {
        return codec == PCMU ? G711.MU_LAW : G711.A_LAW;
    }

    private static Codec named(String name) {
        return List.of(OPUS, PCMU, PCMA).stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }

    private static int rate(Codec codec) {
        return codec.clockRate();
    }

    private static Codec codec(int payloadType, String name, int rate, int channels) {
        return new Codec(payloadType, name, rate, channels, "", List.of());
    }
}
