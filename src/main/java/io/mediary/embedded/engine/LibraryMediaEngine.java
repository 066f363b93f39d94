package io.mediary.embedded.engine;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.recording.RecordingProfile;

/**
 * The media engine in pure Java: ice4j, Bouncy Castle and jitsi-srtp carry the protocols. It forwards VP8, H264, Opus, PCMU and PCMA as they are;
 * audio that a sink did not agree to is transcoded for it, video never is. All WebRTC peers share one UDP port for each address, all of plain RTP
 * one thread that reads their ports; everything shares a clock, and pools of threads that shrink when idle.
 */
public final class LibraryMediaEngine implements MediaEngine {

    private static final Logger LOG = Logger.getLogger(LibraryMediaEngine.class);
    private static final long TICK_MILLIS = 50;

    private final EngineResources resources;
    private final Graph graph = new Graph();
    private final Set<GraphElement> elements = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Binds the ports and begins to prepare keys and ciphers in the background.
     *
     * @throws java.io.UncheckedIOException when the host cannot be bound
     */
    public LibraryMediaEngine(EngineOptions options) {
        resources = new EngineResources(options);
        resources.clock().scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public WebRtcPeer webRtcPeer(boolean dataChannels, PeerListener listener) {
        return opened(new LibraryWebRtcPeer(graph, resources, dataChannels, listener, elements::remove));
    }

    @Override
    public RtpPeer rtpPeer(PeerListener listener) {
        return opened(new LibraryRtpPeer(graph, resources, listener, elements::remove));
    }

    @Override
    public Element passThrough() {
        return opened(new PassThroughElement(graph, elements::remove));
    }

    @Override
    public Player player(String uri, PlayerListener listener) {
        return opened(new LibraryPlayer(graph, resources, uri, resources.uris(), listener, elements::remove));
    }

    @Override
    public Recorder recorder(String uri, RecordingProfile profile, RecorderListener listener) {
        return opened(new RecorderElement(graph, resources.recorders(), uri, profile, listener, elements::remove));
    }

    @Override
    public int openElements() {
        return elements.size();
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(elements).forEach(GraphElement::close);
        resources.close();
    }

    /** How many transcoders of audio there are: for tests that look for leaks. */
    int openTranscoders() {
        return resources.audio().open();
    }

    /** How many files are being recorded: for tests that look for leaks. */
    int openRecordings() {
        return resources.recorders().open();
    }

    /** For elements of tests. */
    Graph graph() {
        return graph;
    }

    /** For tests that take a part away. */
    EngineResources resources() {
        return resources;
    }

    private <T extends GraphElement> T opened(T element) {
        elements.add(element);
        if (closed) {
            element.close();
            throw new IllegalStateException("the media engine is closed");
        }
        return element;
    }

    private void tick() {
        long now = System.nanoTime();
        for (GraphElement element : elements) {
            try {
                element.tick(now);
            } catch (RuntimeException e) {
                LOG.error("the clock of an element failed", e);
            }
        }
    }
}
