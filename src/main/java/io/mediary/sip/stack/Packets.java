package io.mediary.sip.stack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.SIPTransactionStack;

/** One of our transports, as JAIN-SIP wants to see it: it makes channels, and nothing listens here. */
final class Packets extends MessageProcessor {

    private final Sockets sockets;
    private final Lost lost;
    private final int most;

    /** Told of messages that could not be sent. */
    interface Lost {

        /** @param message as JAIN-SIP gave it; a request's transaction hears of it */
        void lost(gov.nist.javax.sip.message.SIPMessage message, String why);
    }

    Packets(SIPTransactionStack stack, InetAddress any, int port, String transport, Sockets sockets, int most,
            Lost lost) {
        super(any, port, transport, stack);
        this.sockets = sockets;
        this.most = most;
        this.lost = lost;
    }

    Sockets sockets() {
        return sockets;
    }

    Lost lost() {
        return lost;
    }

    /** The channel to a peer. */
    Channel channel(Peer peer) {
        return new Channel(this, sipStack, peer);
    }

    @Override
    public SIPTransactionStack getSIPStack() {
        return sipStack;
    }

    @Override
    public MessageChannel createMessageChannel(HostPort to) throws IOException {
        return createMessageChannel(to.getInetAddress(), to.getPort());
    }

    @Override
    public MessageChannel createMessageChannel(InetAddress host, int port) {
        int known = port > 0 ? port : getDefaultTargetPort();
        return channel(new Peer(getTransport(), new InetSocketAddress(host, known)));
    }

    @Override
    public void start() {
        // The sockets have been started.
    }

    @Override
    public void stop() {
        // The sockets end by themselves.
    }

    @Override
    public int getDefaultTargetPort() {
        return isSecure() ? 5061 : 5060;
    }

    @Override
    public boolean isSecure() {
        return "tls".equalsIgnoreCase(getTransport());
    }

    @Override
    public int getMaximumMessageSize() {
        return most;
    }

    @Override
    public boolean inUse() {
        return false;
    }
}
