package io.mediary.embedded.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.mediary.embedded.engine.rtp.MediaPacket;
import io.mediary.embedded.engine.rtp.SenderReport;
import io.mediary.embedded.engine.sctp.DataMessage;
import io.mediary.embedded.engine.sdp.Agreement;
import io.mediary.embedded.engine.sdp.LocalSide;
import io.mediary.embedded.engine.sdp.MediaLine;
import io.mediary.embedded.engine.sdp.Negotiation;
import io.mediary.embedded.engine.sdp.RemoteTransport;
import io.mediary.embedded.engine.sdp.SdpException;
import io.mediary.embedded.engine.sdp.SessionDescription;

/** A WebRTC connection made of ICE, DTLS and SRTP libraries and the SDP, RTP and data channels of this package. */
final class LibraryWebRtcPeer extends GraphElement implements WebRtcPeer {

    private static final int EARLY_CANDIDATES = 64;

    private final EngineResources resources;
    private final boolean dataChannels;
    private final Consumer<GraphElement> onClose;
    private final PeerEvents events;
    private final PeerFlows flows;
    private final SourceNumbers numbers = SourceNumbers.random();
    private final List<String> early = new ArrayList<>();
    private final DescriptionExchange exchange = new DescriptionExchange();
    private Agreement agreement;
    private PeerTransport transport;
    private boolean gathered;
    private int maxKbps;
    private volatile PeerMedia media;
    private volatile DataChannels data;
    private volatile boolean closed;

    LibraryWebRtcPeer(Graph graph, EngineResources resources, boolean dataChannels, PeerListener listener,
            Consumer<GraphElement> onClose) {
        super(graph);
        this.resources = resources;
        this.dataChannels = dataChannels;
        this.onClose = onClose;
        events = new PeerEvents(listener, resources.workers());
        flows = new PeerFlows(events);
    }

    @Override
    public synchronized String generateOffer() throws NegotiationException {
        fresh();
        transport = new PeerTransport(resources, events, new Incoming(), true);
        agreement = Negotiation.offer(local());
        exchange.offered(agreement.local());
        return agreement.local();
    }

    @Override
    public synchronized String processOffer(String sdp) throws NegotiationException {
        fresh();
        SessionDescription offer = DescriptionExchange.offer(sdp);
        PeerTransport candidate = new PeerTransport(resources, events, new Incoming(), false);
        transport = candidate;
        try {
            agreement = Negotiation.answer(offer, local());
        } catch (SdpException e) {
            transport = null;
            candidate.close();
            throw DescriptionExchange.invalid();
        }
        exchange.answered(sdp, agreement.local());
        agreed();
        return agreement.local();
    }

    @Override
    public synchronized String processAnswer(String sdp) throws NegotiationException {
        SessionDescription answer = exchange.answer(sdp);
        try {
            agreement = Negotiation.accept(agreement, answer);
        } catch (SdpException e) {
            throw DescriptionExchange.invalid();
        }
        exchange.accepted(sdp);
        agreed();
        return agreement.local();
    }

    @Override
    public synchronized String localDescription() throws NegotiationException {
        String local = exchange.local();
        return gathered ? agreement.withCandidates(transport.candidates()) : local;
    }

    @Override
    public synchronized String remoteDescription() throws NegotiationException {
        return exchange.remote();
    }

    @Override
    public synchronized void gatherCandidates() {
        if (agreement == null || gathered || closed) {
            return;
        }
        gathered = true;
        events.ice("GATHERING");
        for (String candidate : transport.candidates()) {
            for (int i = 0; i < agreement.lines().size(); i++) {
                MediaLine line = agreement.lines().get(i);
                int index = i;
                if (line.accepted()) {
                    events.tell(l -> l.candidate(line.mid(), index, candidate));
                }
            }
        }
        events.tell(PeerListener::gatheringDone);
        agreement.remote().ifPresent(transport::start);
    }

    @Override
    public synchronized void addCandidate(String sdpMid, int sdpMLineIndex, String candidate) {
        if (transport != null) {
            transport.addCandidate(candidate);
        } else if (early.size() < EARLY_CANDIDATES && candidate != null && !candidate.isBlank()) {
            early.add(candidate);
        }
    }

    @Override
    public synchronized void maxVideoReceiveBandwidth(int kbps) {
        maxKbps = Math.max(0, kbps);
        withMedia(m -> m.maxKbps(maxKbps));
    }

    @Override
    public PeerState state() {
        return new PeerState(events.ice(), events.isConnected(), events.isMedia(), flows.flowingIn(),
                flows.flowingOut());
    }

    @Override
    public Map<String, Map<String, Object>> stats(List<MediaKind> kinds) {
        PeerMedia current = media;
        return current == null ? Map.of() : PeerStats.of(current, kinds);
    }

    @Override
    public void close() {
        PeerTransport old;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            old = transport;
        }
        events.close();
        graph().remove(this);
        if (old != null) {
            old.close();
        }
        withMedia(PeerMedia::close);
        onClose.accept(this);
    }

    @Override
    void tick(long now) {
        withMedia(m -> m.tick(now));
        withData(c -> c.tick(now));
        flows.tick(now);
    }

    @Override
    void media(MediaKind kind, MediaPacket packet) {
        withMedia(m -> m.send(kind, packet));
    }

    @Override
    void report(MediaKind kind, SenderReport report, Object stream) {
        withMedia(m -> m.send(kind, report, stream));
    }

    @Override
    void data(DataMessage message) {
        withData(c -> c.send(message));
    }

    @Override
    void sourceChanged(MediaKind kind) {
        withMedia(m -> m.restart(kind));
    }

    @Override
    void keyFrameWanted() {
        withMedia(PeerMedia::askKeyFrame);
    }

    @Override
    long takes() {
        PeerMedia current = media;
        return current == null ? Long.MAX_VALUE : current.takes();
    }

    @Override
    boolean endsHere() {
        return true;
    }

    @Override
    boolean isClosed() {
        return closed;
    }

    /** Before the descriptions are exchanged there are none. */
    private void withMedia(Consumer<PeerMedia> action) {
        PeerMedia current = media;
        if (current != null) {
            action.accept(current);
        }
    }

    private void withData(Consumer<DataChannels> action) {
        DataChannels current = data;
        if (current != null) {
            action.accept(current);
        }
    }

    private void fresh() throws NegotiationException {
        exchange.begin();
        if (closed) {
            throw new IllegalStateException("the element is closed");
        }
    }

    private LocalSide local() {
        return new LocalSide(DescriptionExchange.newSessionId(), numbers.cname(), transport.ufrag(),
                transport.password(),
                resources.identity().fingerprint().toString(),
                numbers.audio(), numbers.video(), dataChannels);
    }

    /** Both descriptions are there: media can be sorted, and the connection begins once candidates were gathered. */
    private void agreed() {
        PeerMedia negotiated = new PeerMedia(this, transport, flows, agreement, numbers, resources.audio());
        negotiated.maxKbps(maxKbps);
        media = negotiated;
        Optional<RemoteTransport> reached = agreement.remote();
        if (reached.isPresent() && agreement.line(MediaKind.DATA).isPresent()) {
            data = new DataChannels(this, transport, events, flows, reached.get());
        }
        early.forEach(transport::addCandidate);
        early.clear();
        if (gathered) {
            reached.ifPresent(transport::start);
        }
    }

    private final class Incoming implements PeerTransport.Receiver {

        @Override
        public void rtp(byte[] packet) {
            media.received(packet);
        }

        @Override
        public void rtcp(byte[] packet) {
            media.receivedControl(packet);
        }

        @Override
        public void data(byte[] packet) {
            withData(c -> c.received(packet));
        }

        @Override
        public void connected() {
            withData(DataChannels::connected);
        }
    }
}
