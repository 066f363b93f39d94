package io.mediary.embedded.engine;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jboss.logging.Logger;

import io.mediary.embedded.engine.dtls.DtlsConnection;
import io.mediary.embedded.engine.ice.IceConnection;
import io.mediary.embedded.engine.ice.IceListener;
import io.mediary.embedded.engine.sdp.RemoteTransport;
import io.mediary.embedded.engine.srtp.SrtpSession;

/** The one bundled transport of a peer: ICE, on it DTLS, and SRTP with the keys from there. Thread-safe. */
final class PeerTransport implements MediaTransport, IceListener, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PeerTransport.class);
    private static final int QUEUE = 10_000;

    private final EngineResources resources;
    private final PeerEvents events;
    private final Receiver receiver;
    private final IceConnection ice;
    private final Executor data;
    private final AtomicBoolean handshaking = new AtomicBoolean();
    private volatile DtlsConnection dtls;
    private volatile SrtpSession srtp;
    private volatile boolean closed;

    /** Takes what arrives, in the clear. */
    interface Receiver {

        /** An RTP packet; on the network's thread. */
        void rtp(byte[] packet);

        /** An RTCP packet; on the network's thread. */
        void rtcp(byte[] packet);

        /** A record of the data channels; in order, on the data executor. */
        void data(byte[] record);

        /** Media and data can go out from now on; on the data executor. */
        void connected();
    }

    PeerTransport(EngineResources resources, PeerEvents events, Receiver receiver, boolean controlling) {
        this.resources = resources;
        this.events = events;
        this.receiver = receiver;
        data = new SerialExecutor(resources.workers(), QUEUE);
        ice = new IceConnection(resources.ports(), controlling, this);
    }

    String ufrag() {
        return ice.ufrag();
    }

    String password() {
        return ice.password();
    }

    List<String> candidates() {
        return ice.candidates();
    }

    void addCandidate(String candidate) {
        ice.add(candidate);
    }

    /** Begins connecting to the other side. */
    void start(RemoteTransport remote) {
        dtls = new DtlsConnection(resources.identity(), remote.fingerprint(), remote.dtlsClient(), ice::send,
                () -> events.dtls("CLOSED"));
        events.ice("CONNECTING");
        remote.candidates().forEach(ice::add);
        ice.start(remote.ufrag(), remote.password());
    }

    /** Runs a task of the data channels after those before it; one too many is dropped. */
    void onDataExecutor(Runnable task) {
        try {
            data.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debugf("data dropped: %s", e.getMessage());
        }
    }

    @Override
    public boolean isConnected() {
        return srtp != null && !closed;
    }

    @Override
    public boolean sendRtp(byte[] packet) {
        SrtpSession session = srtp;
        return session != null && send(session.protect(packet));
    }

    @Override
    public void sendRtcp(byte[] packet) {
        SrtpSession session = srtp;
        if (session != null) {
            send(session.protectControl(packet));
        }
    }

    /** Sends a record of the data channels; on the data executor. */
    void sendData(byte[] record) {
        try {
            DtlsConnection current = dtls;
            if (current != null && isConnected()) {
                current.send(record);
            }
        } catch (IOException e) {
            LOG.debugf("data not sent: %s", e.getMessage());
        }
    }

    private boolean send(Optional<byte[]> packet) {
        if (packet.isEmpty() || closed) {
            return false;
        }
        try {
            ice.send(packet.get(), 0, packet.get().length);
            return true;
        } catch (IOException e) {
            LOG.tracef("packet not sent: %s", e.getMessage());
            return false;
        }
    }

    @Override
    public void selected(String local, String remote) {
        events.tell(l -> l.pairSelected(local, remote));
        events.ice("CONNECTED");
        events.ice("READY");
        if (!closed && handshaking.compareAndSet(false, true)) {
            events.dtls("NEW");
            try {
                resources.handshakes().execute(this::handshake);
            } catch (RejectedExecutionException e) {
                LOG.warn("too many DTLS handshakes at a time");
                events.dtls("FAILED");
            }
        }
    }

    @Override
    public void failed() {
        events.ice("FAILED");
    }

    @Override
    public void datagram(byte[] buffer, int offset, int length) {
        DtlsConnection current = dtls;
        if (length < 13 || closed || current == null) {
            return;
        }
        int first = buffer[offset] & 0xFF;
        if (first >= 20 && first <= 63) {
            current.offer(buffer, offset, length);
            if (srtp != null) {
                onDataExecutor(this::drain);
            }
        } else if (first >= 128 && first <= 191 && srtp != null) {
            secured(Arrays.copyOfRange(buffer, offset, offset + length));
        }
    }

    private void secured(byte[] packet) {
        int type = packet[1] & 0xFF;
        if (type >= 192 && type <= 223) {
            srtp.unprotectControl(packet).ifPresent(receiver::rtcp);
        } else {
            srtp.unprotect(packet).ifPresent(receiver::rtp);
        }
    }

    private void handshake() {
        events.dtls("CONNECTING");
        try {
            srtp = new SrtpSession(dtls.handshake());
            events.dtls("CONNECTED");
            events.connected();
            onDataExecutor(receiver::connected);
            onDataExecutor(this::drain);
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                LOG.infof("DTLS handshake failed: %s", e);
                events.dtls("FAILED");
            }
        }
    }

    private void drain() {
        try {
            dtls.drain(receiver::data);
        } catch (IOException e) {
            LOG.debugf("DTLS ended: %s", e.getMessage());
            if (!closed) {
                events.dtls("FAILED");
            }
        }
    }

    /** Says goodbye and frees the ICE part: takes milliseconds. */
    @Override
    public void close() {
        closed = true;
        DtlsConnection current = dtls;
        if (current != null) {
            current.close();
        }
        ice.close();
    }
}
