package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.embedded.engine.playback.MediaInfo;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.testing.RealTime;
import io.mediary.testing.ReceivedMedia;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

@RealTime
@RequiresCommand("ffmpeg")
class PlayerTest {

    @TempDir
    Path directory;
    private final LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
    private final RecordingPlayerListener heard = new RecordingPlayerListener();
    private final ProbeElement probe = new ProbeElement(engine);

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aFileIsPlayedInItsOwnTimeAndItsEndIsToldOnce() throws Exception {
        Player player = player(ColourFiles.webm(directory));
        long begin = System.nanoTime();
        player.play();
        await().until(() -> player.info().durationMillis() > 0);
        assertThat(player.info().seekable()).isTrue();
        assertThat(player.info().durationMillis()).isBetween(5_900L, 6_200L);
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.story().contains("END"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(5_900));
        assertThat(heard.story()).containsExactly("START", "STOP", "END");
        assertThat(player.position()).isZero();
        assertThat(player.info()).isEqualTo(MediaInfo.NONE);
        assertThat(player.seek(1_000)).isFalse();
        assertThat(video().get(0).keyFrame()).isTrue();
        assertThat(video().stream().filter(packet -> packet.rtp().marker())).hasSize(90);
        assertThat(audio().size()).isBetween(298, 304);
        assertThat(probe.reports.size()).isBetween(8, 16);
        int sent = probe.packets.size();
        player.play();
        await().until(() -> probe.packets.size() > sent + 20);
        assertThat(probe.packets.get(sent).keyFrame()).isTrue();
        assertThat(probe.packets.get(sent).stream()).isNotSameAs(probe.packets.get(sent - 1).stream());
    }

    @Test
    void aPauseFreezesAndAfterItTheTimestampsHaveGoneOnWithTheWorld() throws Exception {
        Player player = player(ColourFiles.webm(directory));
        player.play();
        await().atMost(Duration.ofSeconds(15)).until(() -> player.position() > 1_000);
        player.pause();
        long position = player.position();
        await().during(Duration.ofMillis(300)).until(() -> video().size() > 10);
        int sent = probe.packets.size();
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3))
                .until(() -> probe.packets.size() == sent && player.position() == position);
        long before = video().get(video().size() - 1).rtp().timestamp();
        long resumed = System.nanoTime();
        player.play();
        await().until(() -> probe.packets.size() > sent + 20);
        long now = player.position();
        assertThat(now).isBetween(position, position + (System.nanoTime() - resumed) / 1_000_000 + 300);
        List<MediaPacket> after = video().stream().filter(p -> probe.packets.indexOf(p) >= sent).toList();
        assertThat(after.get(0).rtp().timestamp() - before & 0xFFFFFFFFL).isBetween(90_000L, 6 * 90_000L);
        assertThat(heard.story()).containsExactly("START", "PAUSE", "START");
    }

    @Test
    void whatIsSeenAfterAJumpIsThePictureOfThatPlace() throws Exception {
        shows(ColourFiles.webm(directory), RtpCodec.VP8);
    }

    @Test
    void anMp4IsPlayedWithItsParameterSetsAndItsAudioAsOpus() throws Exception {
        shows(ColourFiles.mp4(directory), RtpCodec.H264);
    }

    @Test
    void vorbisIsMadeIntoOpus() throws Exception {
        Player player = player(ColourFiles.vorbis(directory));
        player.play();
        await().atMost(Duration.ofSeconds(15)).until(() -> audio().size() > 50);
        assertThat(audio().get(0).codec().upperName()).isEqualTo("OPUS");
        assertThat(audio().get(40).rtp().timestamp() - audio().get(30).rtp().timestamp() & 0xFFFFFFFFL)
                .isBetween(9_590L, 9_610L);
    }

    @Test
    void whoeverComesLateGetsAKeyFrameAtOnceEvenInAPause() throws Exception {
        Player player = player(ColourFiles.webm(directory));
        player.play();
        await().atMost(Duration.ofSeconds(15)).until(() -> player.position() > 3_000);
        player.pause();
        try (Shown late = shown(player, RtpCodec.VP8)) {
            late.media.awaitColour(Color.GREEN);
        }
    }

    @Test
    void whatCannotBePlayedIsAClearFailure() throws Exception {
        for (String uri : List.of("file:///absent/file.webm", "nonsense", "", "/bare/path", "http://127.0.0.1:9/x")) {
            assertThat(failure(uri)).isEqualTo(new PlayerFailure("INVALID_URI", 0, "Invalid URI"));
        }
        assertThat(failure("foo://bar").code()).isEqualTo(12);
        assertThat(failure(getClass().getResource("PlayerTest.class").toString()).code()).isEqualTo(4);
        assertThat(failure(ColourFiles.vp9(directory).toUri().toString()).description()).contains("vp9");
    }

    @Test
    void aStoppedOrClosedPlayerGivesItsThreadBack() throws Exception {
        Player player = player(ColourFiles.webm(directory));
        player.play();
        await().atMost(Duration.ofSeconds(15)).until(() -> !probe.packets.isEmpty());
        player.stop();
        await().until(() -> busy() == 0);
        assertThat(player.state()).isEqualTo(Player.State.STOP);
        player.play();
        await().until(() -> busy() == 1);
        player.close();
        await().until(() -> busy() == 0 && engine.openElements() == 0);
    }

    private int busy() {
        return ((ThreadPoolExecutor) engine.resources().players()).getActiveCount();
    }

    private void shows(Path file, RtpCodec codec) throws Exception {
        Player player = player(file);
        try (Shown shown = shown(player, codec)) {
            player.play();
            shown.media.awaitColour(Color.RED);
            shown.media.awaitTone(440);
            await().until(() -> player.position() > 0);
            assertThat(player.seek(4_500)).isTrue();
            long asked = System.nanoTime();
            shown.media.awaitColour(Color.BLUE);
            long passed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
            assertThat(player.position()).isBetween(4_500L, 4_500 + passed + 500);
            assertThat(player.seek(2_300)).isTrue();
            shown.media.awaitColour(Color.GREEN);
            assertThat(player.seek(999_999)).isTrue();
            await().until(() -> heard.story().contains("END"));
            assertThat(heard.story()).containsExactly("START", "STOP", "END");
        }
    }

    private PlayerFailure failure(String uri) {
        RecordingPlayerListener listener = new RecordingPlayerListener();
        engine.player(uri, listener).play();
        await().atMost(Duration.ofSeconds(15)).until(() -> !listener.failures.isEmpty());
        return listener.failures.get(0);
    }

    private Player player(Path file) {
        Player player = engine.player(file.toUri().toString(), heard);
        player.connect(MediaKind.AUDIO, probe);
        player.connect(MediaKind.VIDEO, probe);
        return player;
    }

    private Shown shown(Player player, RtpCodec codec) throws Exception {
        RtpStream video = RtpStream.free(codec);
        RtpStream audio = RtpStream.free(RtpCodec.OPUS);
        ReceivedMedia media = io.mediary.testing.Ffmpeg.receive(List.of(audio, video));
        RtpPeer peer = engine.rtpPeer(new RecordingListener());
        peer.processOffer(RtpStream.sdp(List.of(audio, video)));
        player.connect(MediaKind.AUDIO, peer);
        player.connect(MediaKind.VIDEO, peer);
        return new Shown(media, peer);
    }

    private List<MediaPacket> video() {
        return probe.packets.stream().filter(packet -> !packet.codec().upperName().equals("OPUS")).toList();
    }

    private List<MediaPacket> audio() {
        return probe.packets.stream().filter(packet -> packet.codec().upperName().equals("OPUS")).toList();
    }

    /** What a peer of plain RTP shows and plays. */
    private record Shown(ReceivedMedia media, RtpPeer peer) implements AutoCloseable {

        @Override
        public void close() {
            media.close();
            peer.close();
        }
    }
}
