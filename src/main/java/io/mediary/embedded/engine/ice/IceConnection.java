package io.mediary.embedded.engine.ice;

import java.beans.PropertyChangeEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;

import org.ice4j.ice.Agent;
import org.ice4j.ice.CandidatePair;
import org.ice4j.ice.CandidatePairState;
import org.ice4j.ice.CandidateType;
import org.ice4j.ice.Component;
import org.ice4j.ice.IceMediaStream;
import org.ice4j.ice.IceProcessingState;
import org.ice4j.ice.KeepAliveStrategy;
import org.ice4j.ice.RemoteCandidate;
import org.jboss.logging.Logger;
import org.jitsi.utils.logging2.LoggerImpl;

/**
 * ICE (RFC 8445) of one connection with one component, on the shared {@link IcePorts}. Checks start when the credentials of the other side are
 * known, candidates may follow. Thread-safe.
 */
public final class IceConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(IceConnection.class);
    private static final int MAX_REMOTE_CANDIDATES = 32;
    /**
     * Longer than the pause between two questions for consent (3.6 s), shorter than that until one counts as unanswered
     * (5.9 s): {@link IcePorts} sets both.
     */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final IcePorts ports;
    private final Agent agent;
    private final IceMediaStream stream;
    private final Component component;
    private final IceListener listener;
    private final List<CandidateText> waiting = new ArrayList<>();
    private int remoteCandidates;
    private volatile long selectedAt;
    private boolean started;
    private boolean closed;

    /**
     * Registers the connection with the ports.
     *
     * @param controlling whether this side chooses the pair: the offerer does
     */
    public IceConnection(IcePorts ports, boolean controlling, IceListener listener) {
        this.ports = ports;
        this.listener = listener;
        agent = new Agent(new LoggerImpl(Agent.class.getName(), Level.WARNING));
        agent.setControlling(controlling);
        agent.setUseDynamicPorts(false);
        agent.setTrickling(true);
        agent.setPerformConsentFreshness(true);
        ports.all().forEach(agent::addCandidateHarvester);
        stream = agent.createMediaStream("media");
        agent.addStateChangeListener(this::stateChanged);
        stream.addPairChangeListener(this::pairChanged);
        try {
            component = agent.createComponent(stream, KeepAliveStrategy.SELECTED_ONLY, false);
        } catch (IOException e) {
            agent.free();
            throw new IllegalStateException("no ICE candidates", e);
        }
        component.setBufferCallback(b -> listener.datagram(b.getBuffer(), b.getOffset(), b.getLength()));
    }

    /** Loads the ICE library, which takes a second or two, ahead of the first connection. */
    public static void warmUp(IcePorts ports) {
        new IceConnection(ports, false, new IceListener() {

            @Override
            public void selected(String localCandidate, String remoteCandidate) {
                LOG.trace("nobody connects here");
            }

            @Override
            public void failed() {
                LOG.trace("nobody connects here");
            }

            @Override
            public void datagram(byte[] buffer, int offset, int length) {
                LOG.trace("nobody connects here");
            }
        }).close();
    }

    /** The local user name fragment. */
    public String ufrag() {
        return agent.getLocalUfrag();
    }

    /** The local password. */
    public String password() {
        return agent.getLocalPassword();
    }

    /** The local candidates. */
    public List<String> candidates() {
        return component.getLocalCandidates().stream()
                .filter(c -> c.getType() == CandidateType.HOST_CANDIDATE).map(CandidateText::of)
                .toList();
    }

    /** Begins the checks; a second call does nothing. */
    public synchronized void start(String remoteUfrag, String remotePassword) {
        if (started || closed) {
            return;
        }
        started = true;
        stream.setRemoteUfrag(remoteUfrag);
        stream.setRemotePassword(remotePassword);
        agent.startConnectivityEstablishment();
        waiting.forEach(this::use);
        waiting.clear();
    }

    /** Takes a candidate of the other side; one that cannot be used is passed over: checks from there are answered all the same. */
    public synchronized void add(String candidate) {
        if (closed || remoteCandidates >= MAX_REMOTE_CANDIDATES) {
            return;
        }
        CandidateText.parse(candidate).filter(c -> ports.all().stream().anyMatch(p -> p.reaches(c.address())))
                .ifPresent(c -> {
                    remoteCandidates++;
                    if (started) {
                        use(c);
                    } else {
                        waiting.add(c);
                    }
                });
    }

    private void use(CandidateText candidate) {
        if (agent.getState().isOver()) {
            return;
        }
        ports.all().stream().filter(p -> p.reaches(candidate.address()))
                .forEach(p -> p.open(ufrag(), candidate.address()));
        component.addUpdateRemoteCandidates(
                new RemoteCandidate(candidate.address(), component, candidate.type(), candidate.foundation(),
                        candidate.priority(), null));
        component.updateRemoteCandidates();
    }

    /**
     * Sends a datagram over the selected pair.
     *
     * @throws IOException when there is no pair, or the network refuses
     */
    public void send(byte[] buffer, int offset, int length) throws IOException {
        component.send(buffer, offset, length);
    }

    private void stateChanged(PropertyChangeEvent event) {
        Object state = event.getNewValue();
        if (state == IceProcessingState.COMPLETED) {
            selected();
        } else if (state == IceProcessingState.FAILED) {
            listener.failed();
        }
    }

    private void pairChanged(PropertyChangeEvent event) {
        boolean lost = event.getPropertyName().equals(IceMediaStream.PROPERTY_PAIR_STATE_CHANGED)
                && event.getNewValue() == CandidatePairState.FAILED && event.getSource() == component.getSelectedPair();
        if (lost && agent.getState().isEstablished() && !isFresh(component.getSelectedPair())) {
            LOG.debugf("consent of %s lost", event.getSource());
            listener.failed();
        }
    }

    /**
     * ice4j also fails a pair when a check times out that a later one has overtaken: one that was sent before the other
     * side knew our credentials. The other side has agreed since then, and goes on agreeing.
     */
    private boolean isFresh(CandidatePair pair) {
        long agreed = Math.max(pair.getConsentFreshness(), selectedAt);
        return System.currentTimeMillis() - agreed < FRESH.toMillis();
    }

    private void selected() {
        CandidatePair pair = component.getSelectedPair();
        if (pair != null) {
            selectedAt = System.currentTimeMillis();
            listener.selected(CandidateText.of(pair.getLocalCandidate()), CandidateText.of(pair.getRemoteCandidate()));
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        agent.free();
        ports.all().forEach(p -> p.forget(ufrag()));
    }
}
