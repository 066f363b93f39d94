package io.mediary.embedded.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.mediary.embedded.engine.playback.MediaFile;
import io.mediary.embedded.engine.playback.MediaFrame;
import io.mediary.embedded.engine.playback.Packetizer;
import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.sdp.Codec;

/**
 * Sends the frames of one file down the graph, with one clock for both kinds, and sender reports. For one thread.
 */
final class PlayerOutput {

    private static final Codec OPUS = new Codec(96, "opus", 48_000, 2, "", List.of());
    private static final long UNIX_TO_NTP = 2_208_988_800L;
    private static final long REPORTS = TimeUnit.SECONDS.toNanos(1);
    private static final long REPEATS = TimeUnit.MILLISECONDS.toNanos(400);
    /** Of 90 kHz: so close that a repeated group takes no time on the receiver's clock. */
    private static final long STEP = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int BURST = 8;
    private static final long BURST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final LibraryPlayer player;
    private final Optional<Packetizer> packetizer;
    private final PlayedStream audio;
    private final PlayedStream video;
    private final GroupOfPictures group = new GroupOfPictures();
    private long reported;
    private long repeated;

    PlayerOutput(LibraryPlayer player, MediaFile file, long now) {
        this.player = player;
        packetizer = file.video();
        audio = new PlayedStream(OPUS, now);
        video = new PlayedStream(packetizer.map(Packetizer::codec).orElse(OPUS), now);
        reported = now - REPORTS;
        repeated = now - TimeUnit.HOURS.toNanos(1);
    }

    /** Sends a frame that was due then. */
    void send(MediaFrame frame, long due) {
        if (frame.kind() == MediaKind.AUDIO) {
            forward(MediaKind.AUDIO, audio.packets(List.of(frame.data()), false, due));
        } else {
            List<byte[]> payloads = payloads(frame);
            group.add(payloads, frame.key());
            forward(MediaKind.VIDEO, video.packets(payloads, true, due));
        }
        report(System.nanoTime());
    }

    /** Takes a picture that is not shown by itself: what comes later needs it. */
    void keep(MediaFrame picture) {
        group.add(payloads(picture), picture.key());
    }

    /** What was kept belongs to another place of the file. */
    void jump() {
        group.clear();
        paused();
    }

    /** What comes next comes after a pause. */
    void paused() {
        audio.paused();
    }

    /** Whether there is a picture to begin with. */
    boolean hasPicture() {
        return !group.isEmpty();
    }

    /** Sends the key frame and what came after it once more, for those who need it, unless that was done just now. */
    void repeat(long now) {
        // Large groups more rarely: who loses packets shall not lose more by it.
        if (now - repeated >= REPEATS + TimeUnit.MICROSECONDS.toNanos(group.bytes())) {
            replay(now);
        }
    }

    /** Sends the key frame and what came after it, all at once: the last of them is what is seen. */
    void replay(long now) {
        List<List<byte[]>> pictures = group.pictures();
        long due = now - pictures.size() * STEP;
        int sent = 0;
        for (List<byte[]> picture : pictures) {
            for (MediaPacket packet : video.packets(picture, true, due)) {
                forward(MediaKind.VIDEO, List.of(packet));
                if (++sent % BURST == 0) {
                    // Receivers' sockets hold little; a burst of megabytes would be lost.
                    LockSupport.parkNanos(BURST_PAUSE);
                }
            }
            due += STEP;
        }
        repeated = System.nanoTime();
        report(repeated);
    }

    private List<byte[]> payloads(MediaFrame picture) {
        return packetizer.map(each -> each.payloads(picture)).orElse(List.of());
    }

    private void forward(MediaKind kind, List<MediaPacket> packets) {
        packets.forEach(packet -> player.sent(kind, packet));
    }

    private void report(long now) {
        if (now - reported < REPORTS) {
            return;
        }
        reported = now;
        Instant time = Instant.now();
        long ntp = time.getEpochSecond() + UNIX_TO_NTP << 32 | ((long) time.getNano() << 32) / 1_000_000_000L;
        if (audio.began()) {
            player.forward(MediaKind.AUDIO, audio.report(now, ntp), audio);
        }
        if (video.began()) {
            player.forward(MediaKind.VIDEO, video.report(now, ntp), video);
        }
    }
}
