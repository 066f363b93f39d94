package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RealTime;

@RealTime
class NothingRemainsTest {

    private final Set<Thread> before = Thread.getAllStackTraces().keySet();

    @Test
    void closedPeersLeaveNoThreadAndNoPort() throws Exception {
        LibraryMediaEngine engine = new LibraryMediaEngine(EngineOptions.loopback());
        RecordingListener listener = new RecordingListener();
        List<WebRtcPeer> peers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            WebRtcPeer peer = engine.webRtcPeer(true, listener);
            peer.generateOffer();
            peer.gatherCandidates();
            peers.add(peer);
        }
        await().until(() -> listener.candidates.size() == 150);
        int port = Integer.parseInt(listener.candidates.get(0).candidate().split(" ")[5]);
        assertThat(listener.candidates).allMatch(c -> c.candidate().contains(" " + port + " "));
        assertThat(threads("IceConnector")).isEmpty();
        peers.forEach(WebRtcPeer::close);
        peers.forEach(WebRtcPeer::close);
        assertThat(engine.openElements()).isZero();
        engine.close();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> threads("media-").isEmpty() && threads("AbstractUdpListener").isEmpty());
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
    }

    @Test
    void closingTheEngineInTheMiddleOfAHandshakeEndsIt() throws Exception {
        LibraryMediaEngine one = new LibraryMediaEngine(EngineOptions.loopback());
        LibraryMediaEngine other = new LibraryMediaEngine(EngineOptions.loopback());
        RecordingListener told = new RecordingListener();
        RecordingListener answered = new RecordingListener();
        WebRtcPeer offerer = one.webRtcPeer(false, told);
        WebRtcPeer answerer = other.webRtcPeer(false, answered);
        offerer.processAnswer(answerer.processOffer(offerer.generateOffer()));
        offerer.gatherCandidates();
        answerer.gatherCandidates();
        await().until(() -> answered.told("gathering done"));
        answered.candidates.forEach(c -> offerer.addCandidate(c.mid(), c.index(), c.candidate()));
        await().atMost(Duration.ofSeconds(10)).until(() -> told.told("dtls CONNECTING"));
        one.close();
        other.close();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> threads("media-").isEmpty() && threads("IceConnector").isEmpty());
    }

    /** Threads that this test has brought about: an engine of another test may be alive in the same JVM. */
    private List<String> threads(String part) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> !before.contains(thread))
                .map(Thread::getName).filter(n -> n.contains(part)).toList();
    }
}
