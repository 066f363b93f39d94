package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.mediary.embedded.engine.audio.TelephoneTone;
import io.mediary.embedded.engine.rtp.RtpPacket;
import io.mediary.testing.RunsAlone;

@RunsAlone
class PhoneAndBrowserHearEachOtherTest {

    private static final int ONE_SECOND = 50;

    @Test
    void aPhoneOfG711AndABrowserOfOpusHearEachOther() throws Exception {
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        try (Browser browser = Browser.start();
                LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
                RtpClient phone = new RtpClient()) {
            RtpPeer line = engine.rtpPeer(new RecordingListener());
            int port = RtpClient.port(line.processOffer(phone.offer("audio", "RTP/AVP 0")), "audio");
            AtomicInteger number = new AtomicInteger();
            clock.scheduleAtFixedRate(() -> {
                int n = number.getAndIncrement();
                phone.send(port, 0, n, 160L * n, TelephoneTone.payload(600, n));
            }, 0, 20, TimeUnit.MILLISECONDS);
            BrowserCall call = BrowserCall.answered(browser, engine, "browser", BrowserCall.sounding(1000, "opus"));
            line.connect(MediaKind.AUDIO, call.peer);
            call.peer.connect(MediaKind.AUDIO, line);
            call.awaitTone(600);
            assertThat(call.stats()).containsEntry("audioCodec", "audio/opus");
            await().atMost(Duration.ofSeconds(15)).until(() -> loudness(phone, 1000) > -12);
            assertThat(loudness(phone, 400)).isLessThan(loudness(phone, 1000) - 25);
            assertThat(phone.packets).allMatch(p -> p.payloadType() == 0 && p.payloadLength() == 160);
            assertThat(engine.openTranscoders()).isEqualTo(2);
            line.close();
            assertThat(engine.openTranscoders()).isZero();
            call.end();
        } finally {
            clock.shutdownNow();
        }
    }

    /** How loud the tone was in the last second that the phone heard; silent before there is one. */
    private static double loudness(RtpClient phone, int hertz) {
        List<RtpPacket> packets = List.copyOf(phone.packets);
        int size = packets.size();
        return size < ONE_SECOND
                ? -100
                : TelephoneTone.decibels(
                        packets.subList(size - ONE_SECOND, size).stream().map(RtpClient::payload).toList(), hertz);
    }
}
