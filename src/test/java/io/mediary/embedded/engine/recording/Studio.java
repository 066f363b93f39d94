package io.mediary.embedded.engine.recording;

import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.mediary.embedded.engine.Element;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.NegotiationException;
import io.mediary.embedded.engine.PeerListener;
import io.mediary.embedded.engine.Recorder;
import io.mediary.embedded.engine.RecorderListener;
import io.mediary.embedded.engine.RtpPeer;
import io.mediary.embedded.engine.recording.RecordingProfile.Form;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/** An engine with clients that send, a fixed point in the graph and a recorder that hangs on it. */
final class Studio implements AutoCloseable {

    final LibraryMediaEngine engine;
    final Element proxy;
    final List<String> events = new CopyOnWriteArrayList<>();
    private final List<Projector> senders = new ArrayList<>();
    private volatile long started;

    Studio(EngineOptions options) {
        engine = new LibraryMediaEngine(options);
        proxy = engine.passThrough();
    }

    /** A client that sends; it is there when its media have come. */
    RtpPeer client(Color colour, RtpCodec... codecs) throws NegotiationException, IOException {
        Flowing flowing = new Flowing();
        RtpPeer peer = engine.rtpPeer(flowing);
        String answer = peer.processOffer(RtpStream.sdp(Stream.of(codecs).map(RtpStream::free).toList()));
        senders.add(new Projector(colour, RtpStream.in(answer)));
        await().atMost(Duration.ofSeconds(30)).until(() -> flowing.kinds.size() == codecs.length);
        return peer;
    }

    /** Connects a client to the fixed point. */
    void take(RtpPeer client) {
        client.connect(MediaKind.AUDIO, proxy);
        client.connect(MediaKind.VIDEO, proxy);
    }

    /** A recorder of both kinds that hangs on the fixed point. */
    Recorder recorder(Path file, Form form) {
        return recorder(file.toUri().toString(), new RecordingProfile(form, true, true));
    }

    Recorder recorder(String uri, RecordingProfile profile) {
        Recorder recorder = engine.recorder(uri, profile, new Told());
        proxy.connect(MediaKind.AUDIO, recorder);
        proxy.connect(MediaKind.VIDEO, recorder);
        return recorder;
    }

    /** Waits for an event. */
    void told(String event) {
        await().atMost(Duration.ofSeconds(20)).until(() -> events.contains(event));
    }

    /** Seconds since the recording (last) began. */
    double recorded() {
        return (System.nanoTime() - started) / 1e9;
    }

    /** Lets the recording go on until it is so many seconds old. */
    void roll(double seconds) {
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20)).until(() -> recorded() >= seconds);
    }

    /** Stops, and answers how many seconds had been recorded since it (last) began. */
    double stop(Recorder recorder) throws Exception {
        double seconds = recorded();
        recorder.stop().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return seconds;
    }

    @Override
    public void close() {
        senders.forEach(Projector::close);
        engine.close();
    }

    private final class Told implements RecorderListener {

        @Override
        public void state(Recorder.State state) {
            if (state == Recorder.State.START) {
                started = System.nanoTime();
            }
            events.add(state.name());
        }

        @Override
        public void failed(Failure failure, String what, String reason) {
            events.add(failure + " " + what);
        }

        @Override
        public void flowIn(MediaKind kind, boolean flowing) {
            events.add(kind + " " + flowing);
        }
    }

    private static final class Flowing implements PeerListener {

        private final List<MediaKind> kinds = new CopyOnWriteArrayList<>();

        @Override
        public void connectionState(boolean connected) {
            // Plain RTP is connected when it is negotiated.
        }

        @Override
        public void mediaState(boolean connected) {
            // The flows say more.
        }

        @Override
        public void flowIn(MediaKind kind, boolean flowing) {
            // Nothing goes to these clients.
        }

        @Override
        public void flowOut(MediaKind kind, boolean flowing) {
            if (flowing) {
                kinds.add(kind);
            }
        }
    }
}
