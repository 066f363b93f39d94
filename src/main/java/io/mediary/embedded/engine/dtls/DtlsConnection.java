package io.mediary.embedded.engine.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.jboss.logging.Logger;

import io.mediary.embedded.engine.sdp.Fingerprint;

/**
 * DTLS 1.2 of one connection. Datagrams are queued from the start, so that a handshake that the other side began early goes on at once. The
 * handshake blocks its thread; afterwards nothing does. {@link #handshake}, {@link #drain} and {@link #send} belong to one thread at a time.
 */
public final class DtlsConnection implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DtlsConnection.class);
    private static final int MTU = 1200;
    private static final int RECEIVE_LIMIT = 2048;
    private static final int QUEUE = 128;

    private final boolean client;
    private final DtlsHandshake handshake;
    private final DatagramSender network;
    private final BlockingQueue<byte[]> incoming = new ArrayBlockingQueue<>(QUEUE);
    private volatile DTLSTransport transport;
    private volatile boolean established;
    private volatile boolean closed;

    /** Takes datagrams out to the network. */
    @FunctionalInterface
    public interface DatagramSender {

        /** Sends one datagram. */
        void send(byte[] buffer, int offset, int length) throws IOException;
    }

    /** Takes application data in. */
    @FunctionalInterface
    public interface DataReceiver {

        /** Takes one record. */
        void receive(byte[] data);
    }

    /**
     * Prepares a connection.
     *
     * @param expected the certificate of the other side
     * @param client whether this side begins
     * @param closedByPeer run when the other side says goodbye
     */
    public DtlsConnection(DtlsIdentity identity, Fingerprint expected, boolean client, DatagramSender network,
            Runnable closedByPeer) {
        this.client = client;
        this.network = network;
        handshake = new DtlsHandshake(identity, expected, client, closedByPeer);
    }

    /** Queues a datagram from the network; one too many is dropped, DTLS sends it again. */
    public void offer(byte[] buffer, int offset, int length) {
        if (!closed && !incoming.offer(Arrays.copyOfRange(buffer, offset, offset + length))) {
            LOG.debug("DTLS datagram dropped, the queue is full");
        }
    }

    /**
     * Does the handshake: blocks up to 20 s.
     *
     * @return the keys for SRTP
     * @throws IOException when it fails, times out, or the connection was closed
     */
    public SrtpKeys handshake() throws IOException {
        Queued queued = new Queued();
        transport = client
                ? new DTLSClientProtocol().connect(new DtlsClient(handshake), queued)
                : new DTLSServerProtocol().accept(new DtlsServer(handshake), queued);
        established = true;
        return handshake.keys();
    }

    /** Takes out what is queued, without waiting. */
    public void drain(DataReceiver receiver) throws IOException {
        DTLSTransport current = transport;
        byte[] buffer = new byte[RECEIVE_LIMIT];
        while (current != null && !closed && !incoming.isEmpty()) {
            try {
                int length = current.receive(buffer, 0, buffer.length, 1);
                while (length >= 0) {
                    receiver.receive(Arrays.copyOf(buffer, length));
                    length = current.receivePending(buffer, 0, buffer.length);
                }
            } catch (InterruptedIOException e) {
                LOG.trace("nothing more is queued");
            }
        }
    }

    /** Sends application data: one record, at most about 1,150 bytes. */
    public void send(byte[] data) throws IOException {
        DTLSTransport current = transport;
        if (current != null && !closed) {
            current.send(data, 0, data.length);
        }
    }

    /** Says goodbye to the other side; ends a handshake that is going on. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        DTLSTransport current = transport;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                LOG.debugf("DTLS goodbye not sent: %s", e.getMessage());
            }
        }
        closed = true;
        incoming.clear();
        incoming.offer(new byte[0]);
    }

    private final class Queued implements DatagramTransport {

        @Override
        public int getReceiveLimit() {
            return RECEIVE_LIMIT;
        }

        @Override
        public int getSendLimit() {
            return MTU;
        }

        @Override
        public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
            byte[] datagram;
            try {
                datagram = established ? incoming.poll() : incoming.poll(waitMillis, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            if (closed) {
                throw new IOException("connection closed");
            }
            if (datagram == null) {
                if (established) {
                    throw new InterruptedIOException("nothing queued");
                }
                return -1;
            }
            int copied = Math.min(length, datagram.length);
            System.arraycopy(datagram, 0, buffer, offset, copied);
            return copied;
        }

        @Override
        public void send(byte[] buffer, int offset, int length) throws IOException {
            network.send(buffer, offset, length);
        }

        @Override
        public void close() {
            LOG.trace("the network connection outlives DTLS");
        }
    }
}
