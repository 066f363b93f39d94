package io.mediary.sip.stack;

import java.util.ListIterator;

import javax.sip.SipStack;
import javax.sip.address.Hop;
import javax.sip.address.Router;
import javax.sip.message.Request;

import gov.nist.javax.sip.message.SIPRequest;

/** JAIN-SIP asks where a request goes: where its sender said. Made by JAIN-SIP, by name. */
public final class GivenHop implements Router {

    /** As JAIN-SIP calls it. */
    public GivenHop(SipStack stack, String outboundProxy) {
        // Who sends knows of proxies.
    }

    /** A peer as a hop. */
    record To(Peer peer) implements Hop {

        @Override
        public String getHost() {
            return peer.host();
        }

        @Override
        public int getPort() {
            return peer.port();
        }

        @Override
        public String getTransport() {
            return peer.transport();
        }
    }

    @Override
    public Hop getOutboundProxy() {
        return null;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public ListIterator getNextHops(Request request) {
        return java.util.List.of(getNextHop(request)).listIterator();
    }

    @Override
    public Hop getNextHop(Request request) {
        return ((SIPRequest) request).getApplicationData() instanceof Hop given ? given : null;
    }
}
