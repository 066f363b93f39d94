package io.mediary.embedded;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.mediary.embedded.engine.Element;
import io.mediary.embedded.engine.MediaEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.NegotiationException;
import io.mediary.embedded.engine.NegotiationException.Reason;
import io.mediary.embedded.engine.PeerListener;
import io.mediary.embedded.engine.PeerState;
import io.mediary.embedded.engine.Player;
import io.mediary.embedded.engine.PlayerFailure;
import io.mediary.embedded.engine.PlayerListener;
import io.mediary.embedded.engine.Recorder;
import io.mediary.embedded.engine.RecorderListener;
import io.mediary.embedded.engine.RtpPeer;
import io.mediary.embedded.engine.SdpPeer;
import io.mediary.embedded.engine.WebRtcPeer;
import io.mediary.embedded.engine.playback.MediaInfo;
import io.mediary.embedded.engine.recording.RecordingProfile;

/** An engine that moves nothing: it keeps the wiring and the rules of negotiation, and a test says what its peers tell. */
public final class InMemoryEngine implements MediaEngine {

    /** The least that counts as a session description here. */
    public static final String SDP = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=Test\r\nt=0 0\r\nm=audio 1 RTP/SAVPF 96\r\nm=video 1 RTP/SAVPF 97\r\n";

    private final Set<Node> open = ConcurrentHashMap.newKeySet();
    private final List<Peer> peers = new CopyOnWriteArrayList<>();
    private final List<PlainPeer> plainPeers = new CopyOnWriteArrayList<>();
    private final List<Tape> tapes = new CopyOnWriteArrayList<>();
    private final List<FilePlayer> films = new CopyOnWriteArrayList<>();
    private volatile Runnable beforeOffer = () -> {
    };
    private volatile boolean closed;

    /** Runs inside every `generateOffer`: to make it slow, or to fail. */
    public void beforeOffer(Runnable action) {
        beforeOffer = action;
    }

    /** The WebRTC peers in the order in which they were made. */
    public List<Peer> peers() {
        return peers;
    }

    /** The peers of plain RTP in the order in which they were made. */
    public List<PlainPeer> plainPeers() {
        return plainPeers;
    }

    /** The players in the order in which they were made. */
    public List<FilePlayer> films() {
        return films;
    }

    /** The recorders in the order in which they were made. */
    public List<Tape> tapes() {
        return tapes;
    }

    public boolean closed() {
        return closed;
    }

    @Override
    public WebRtcPeer webRtcPeer(boolean dataChannels, PeerListener listener) {
        Peer peer = new Peer(dataChannels, listener);
        peers.add(peer);
        return peer;
    }

    @Override
    public RtpPeer rtpPeer(PeerListener listener) {
        PlainPeer peer = new PlainPeer(listener);
        plainPeers.add(peer);
        return peer;
    }

    @Override
    public Element passThrough() {
        return new Node();
    }

    @Override
    public Player player(String uri, PlayerListener listener) {
        return new FilePlayer(listener);
    }

    @Override
    public Recorder recorder(String uri, RecordingProfile profile, RecorderListener listener) {
        return new Tape(uri, profile, listener);
    }

    @Override
    public int openElements() {
        return open.size();
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(open).forEach(Node::close);
    }

    private class Node implements Element {

        private final Map<MediaKind, Node> sources = new EnumMap<>(MediaKind.class);
        private final Map<MediaKind, Set<Node>> sinks = new EnumMap<>(MediaKind.class);

        Node() {
            open.add(this);
        }

        @Override
        public void connect(MediaKind kind, Element sink) {
            synchronized (InMemoryEngine.this) {
                Node to = (Node) sink;
                Node before = to.sources.put(kind, this);
                if (before != null) {
                    before.sinks.get(kind).remove(to);
                }
                sinks.computeIfAbsent(kind, none -> new HashSet<>()).add(to);
            }
        }

        @Override
        public void disconnect(MediaKind kind, Element sink) {
            synchronized (InMemoryEngine.this) {
                Node to = (Node) sink;
                if (to.sources.remove(kind, this)) {
                    sinks.get(kind).remove(to);
                }
            }
        }

        @Override
        public Optional<Element> source(MediaKind kind) {
            synchronized (InMemoryEngine.this) {
                return Optional.ofNullable(sources.get(kind));
            }
        }

        @Override
        public Set<Element> sinks(MediaKind kind) {
            synchronized (InMemoryEngine.this) {
                return Set.copyOf(sinks.getOrDefault(kind, Set.of()));
            }
        }

        @Override
        public void close() {
            synchronized (InMemoryEngine.this) {
                for (MediaKind kind : MediaKind.values()) {
                    sinks(kind).forEach(sink -> disconnect(kind, sink));
                    source(kind).ifPresent(source -> source.disconnect(kind, this));
                }
                open.remove(this);
            }
        }
    }

    /** A peer whose events the test makes. */
    public abstract class Described extends Node implements SdpPeer {

        private final PeerListener listener;
        private volatile String local;
        private volatile String remote;
        private volatile boolean offered;
        private volatile int limit = -1;
        private volatile Map<String, Map<String, Object>> stats = Map.of();

        Described(PeerListener listener) {
            this.listener = listener;
        }

        /** This side's offer. */
        abstract String offer();

        /** This side's answer to an offer that begins like one. */
        abstract String answer(String offer) throws NegotiationException;

        /** The other side's answer fits, and begins like one. */
        void accepted(String answer) throws NegotiationException {
        }

        public PeerListener listener() {
            return listener;
        }

        /** From now on its own description is another: it has gathered candidates. */
        public void describe(String sdp) {
            local = sdp;
        }

        public int videoLimit() {
            return limit;
        }

        public void counts(Map<String, Map<String, Object>> counters) {
            stats = counters;
        }

        @Override
        public String generateOffer() throws NegotiationException {
            beforeOffer.run();
            fresh();
            offered = true;
            local = offer();
            return local;
        }

        @Override
        public String processOffer(String sdp) throws NegotiationException {
            check(sdp);
            fresh();
            local = answer(sdp);
            remote = sdp;
            return local;
        }

        @Override
        public String processAnswer(String sdp) throws NegotiationException {
            if (!offered) {
                throw new NegotiationException(Reason.NO_OFFER,
                        "Offer not generated. It is not possible to process an answer.");
            }
            if (remote != null) {
                throw new NegotiationException(Reason.ANSWER_ALREADY_PROCESSED, "Sdp Answer already processed");
            }
            check(sdp);
            accepted(sdp);
            remote = sdp;
            return local;
        }

        @Override
        public String localDescription() throws NegotiationException {
            return described(local, "No local SDP");
        }

        @Override
        public String remoteDescription() throws NegotiationException {
            return described(remote, "No remote SDP");
        }

        @Override
        public void maxVideoReceiveBandwidth(int kbps) {
            limit = kbps;
        }

        @Override
        public PeerState state() {
            return new PeerState("DISCONNECTED", false, false, Set.of(), Set.of());
        }

        @Override
        public Map<String, Map<String, Object>> stats(List<MediaKind> kinds) {
            return stats;
        }

        private void fresh() throws NegotiationException {
            if (local != null) {
                throw new NegotiationException(Reason.ALREADY_NEGOTIATED, "Endpoint already negotiated");
            }
        }

        private static void check(String sdp) throws NegotiationException {
            if (!sdp.startsWith("v=0") || sdp.contains("a=x-refused")) {
                throw new NegotiationException(Reason.INVALID_SDP, "Invalid SDP");
            }
        }

        private static String described(String sdp, String message) throws NegotiationException {
            if (sdp == null) {
                throw new NegotiationException(Reason.NO_LOCAL_SDP, message);
            }
            return sdp;
        }
    }

    /** A WebRTC peer. Whatever it is offered, its description is {@link #SDP}. */
    public final class Peer extends Described implements WebRtcPeer {

        private final boolean dataChannels;
        private final List<String> candidates = new CopyOnWriteArrayList<>();

        Peer(boolean dataChannels, PeerListener listener) {
            super(listener);
            this.dataChannels = dataChannels;
        }

        public boolean dataChannels() {
            return dataChannels;
        }

        public List<String> candidates() {
            return candidates;
        }

        @Override
        String offer() {
            return SDP;
        }

        @Override
        String answer(String offer) {
            return SDP;
        }

        @Override
        public void gatherCandidates() {
        }

        @Override
        public void addCandidate(String sdpMid, int sdpMLineIndex, String candidate) {
            candidates.add(sdpMid + "/" + sdpMLineIndex + "/" + candidate);
        }
    }

    /** A peer of plain RTP: it negotiates as the real one, with ports that nobody bound, and is connected then. */
    public final class PlainPeer extends Described implements RtpPeer {

        private volatile boolean connected;

        PlainPeer(PeerListener listener) {
            super(listener);
        }

        @Override
        String offer() {
            return PlainDescriptions.offer();
        }

        @Override
        String answer(String offer) throws NegotiationException {
            String answer = PlainDescriptions.answer(offer);
            connected();
            return answer;
        }

        @Override
        void accepted(String answer) throws NegotiationException {
            PlainDescriptions.accept(answer);
            connected();
        }

        @Override
        public PeerState state() {
            return new PeerState("DISCONNECTED", connected, false, Set.of(), Set.of());
        }

        private void connected() {
            connected = true;
            listener().connectionState(true);
        }
    }

    /** A player of a file that ends when the test says so. */
    public final class FilePlayer extends Node implements Player {

        private final PlayerListener listener;
        private final AtomicInteger starts = new AtomicInteger();
        private State state = State.STOP;

        private FilePlayer(PlayerListener listener) {
            this.listener = listener;
            films.add(this);
        }

        /** How often it was asked to play. */
        public int starts() {
            return starts.get();
        }

        /** Its media begin to flow. */
        public void flow() {
            listener.flowOut(MediaKind.VIDEO, true);
        }

        /** The file has come to its end. */
        public void end() {
            enter(State.STOP);
            listener.endOfStream();
        }

        /** The file cannot be played, or not any further. */
        public void fail(PlayerFailure failure) {
            listener.failed(failure);
        }

        @Override
        public void play() {
            starts.incrementAndGet();
            enter(State.START);
        }

        @Override
        public void pause() {
            enter(State.PAUSE);
        }

        @Override
        public void stop() {
            enter(State.STOP);
        }

        @Override
        public synchronized State state() {
            return state;
        }

        @Override
        public MediaInfo info() {
            return MediaInfo.NONE;
        }

        @Override
        public long position() {
            return 0;
        }

        @Override
        public boolean seek(long millis) {
            return false;
        }

        private synchronized void enter(State next) {
            if (state != next) {
                state = next;
                listener.stateChanged(next);
            }
        }
    }

    /** A recorder that writes nothing: it has media as soon as it is asked to record, unless its uri is no file's. */
    public final class Tape extends Node implements Recorder {

        private final String uri;
        private final RecordingProfile profile;
        private final RecorderListener listener;
        private volatile State state = State.STOP;
        private volatile boolean jammed;

        Tape(String uri, RecordingProfile profile, RecorderListener listener) {
            this.uri = uri;
            this.profile = profile;
            this.listener = listener;
            tapes.add(this);
        }

        public RecordingProfile profile() {
            return profile;
        }

        public RecorderListener listener() {
            return listener;
        }

        /** From now on the file cannot be completed. */
        public void jam() {
            jammed = true;
        }

        @Override
        public void record() {
            if (uri.startsWith("file:///proc/")) {
                listener.failed(RecorderListener.Failure.OPEN, uri, "No such file or directory");
            } else {
                change(State.START);
            }
        }

        @Override
        public void pause() {
            change(State.PAUSE);
        }

        @Override
        public CompletionStage<Void> stop() {
            if (state != State.STOP) {
                change(State.STOP);
            }
            return jammed
                    ? CompletableFuture.failedFuture(new IllegalStateException("jammed"))
                    : CompletableFuture.completedFuture(null);
        }

        @Override
        public State state() {
            return state;
        }

        private void change(State now) {
            state = now;
            listener.state(now);
        }
    }
}
