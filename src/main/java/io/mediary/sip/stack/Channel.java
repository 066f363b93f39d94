package io.mediary.sip.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.RawMessageChannel;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPTransaction;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;

/**
 * The way to one peer, as JAIN-SIP wants to see it: hands it messages that came from there, and sends what it wants to go there. Thread-safe, for it
 * keeps nothing.
 */
final class Channel extends MessageChannel implements RawMessageChannel {

    private final Packets packets;
    private final SIPTransactionStack stack;
    private final Peer peer;

    Channel(Packets packets, SIPTransactionStack stack, Peer peer) {
        this.packets = packets;
        this.stack = stack;
        this.peer = peer;
        messageProcessor = packets;
    }

    /** The other end. */
    Peer peer() {
        return peer;
    }

    /**
     * A message that came, with all headers that a message must have. Whether a transaction could take it: not where there are too many.
     */
    boolean took(SIPMessage message) {
        message.setRemoteAddress(peer.address().getAddress());
        message.setRemotePort(peer.port());
        message.setLocalAddress(packets.getIpAddress());
        message.setLocalPort(packets.getPort());
        message.setPeerPacketSourceAddress(peer.address().getAddress());
        message.setPeerPacketSourcePort(peer.port());
        return message instanceof SIPRequest request ? request(request) : response((SIPResponse) message);
    }

    private boolean request(SIPRequest request) {
        ServerRequestInterface taker = stack.newSIPServerRequest(request, this);
        if (taker == null) {
            return false;
        }
        try {
            taker.processRequest(request, this);
        } finally {
            release(taker);
        }
        return true;
    }

    private boolean response(SIPResponse response) {
        ServerResponseInterface taker = stack.newSIPServerResponse(response, this);
        if (taker == null) {
            return false;
        }
        try {
            if (!(taker instanceof SIPClientTransaction known) || known.checkFromTag(response)) {
                taker.processResponse(response, this);
            }
        } finally {
            release(taker);
        }
        return true;
    }

    /** The listener's caller does it where the message went on to the listener. */
    private static void release(Object taker) {
        if (taker instanceof SIPTransaction transaction && !transaction.passToListener()) {
            transaction.releaseSem();
        }
    }

    @Override
    public void processMessage(SIPMessage message) {
        throw new IllegalStateException("nothing is sent to ourselves but by the network");
    }

    @Override
    public void sendMessage(SIPMessage message) throws IOException {
        sendMessage(message, peer.address().getAddress(), peer.port());
    }

    @Override
    public void sendMessage(SIPMessage message, InetAddress address, int port) throws IOException {
        Peer to = given(message).orElseGet(() -> to(address, port));
        packets.sockets().send(to, message.encodeAsBytes(getTransport()), message instanceof SIPRequest,
                why -> packets.lost().lost(message, why));
    }

    @Override
    protected void sendMessage(byte[] message, InetAddress address, int port, boolean reconnect) {
        packets.sockets().send(to(address, port), message, false, why -> packets.lost().lost(null, why));
    }

    /** JAIN-SIP knows hosts in figures alone; over TLS the name counts that was looked up. */
    private static Optional<Peer> given(SIPMessage message) {
        return message instanceof SIPRequest request && request.getApplicationData() instanceof GivenHop.To given
                ? Optional.of(given.peer())
                : Optional.empty();
    }

    /** What goes over a connection goes to its end: addresses in headers cannot lead elsewhere. */
    private Peer to(InetAddress address, int port) {
        boolean here = peer.isConnection() || address == null || port <= 0;
        return here ? peer : new Peer(peer.transport(), new InetSocketAddress(address, port));
    }

    @Override
    public void close() {
        // Connections end when they are idle.
    }

    @Override
    public SIPTransactionStack getSIPStack() {
        return stack;
    }

    @Override
    public String getTransport() {
        return packets.getTransport();
    }

    @Override
    public boolean isReliable() {
        return peer.isConnection();
    }

    @Override
    public boolean isSecure() {
        return packets.isSecure();
    }

    @Override
    public String getPeerAddress() {
        return peer.host();
    }

    @Override
    protected InetAddress getPeerInetAddress() {
        return peer.address().getAddress();
    }

    @Override
    protected String getPeerProtocol() {
        return packets.getTransport();
    }

    @Override
    public int getPeerPort() {
        return peer.port();
    }

    @Override
    public int getPeerPacketSourcePort() {
        return peer.port();
    }

    @Override
    public InetAddress getPeerPacketSourceAddress() {
        return peer.address().getAddress();
    }

    @Override
    public String getKey() {
        return getKey(peer.address().getAddress(), peer.port(), getTransport());
    }

    @Override
    public String getViaHost() {
        return packets.getIpAddress().getHostAddress();
    }

    @Override
    public int getViaPort() {
        return packets.getPort();
    }
}
