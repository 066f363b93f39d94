package io.mediary.sip.stack;

import java.net.InetSocketAddress;

import javax.sip.header.ViaHeader;
import javax.sip.message.Request;

/** Where responses to a request go (RFC 3261, section 18.2.2; RFC 3581). Thread-safe: only a pure function. */
public final class WayBack {

    private static final int USUAL = 5060;
    private static final int USUAL_TLS = 5061;

    private WayBack() {
    }

    /**
     * Over the request's own connection; by UDP, and where that connection is gone, to the address that it came from: at the port in
     * its Via, or at that which it came from where it asked for that ({@code rport}, by UDP).
     *
     * @param source where it came from
     * @param open whether something can be sent there without a new connection
     */
    public static Peer of(Request request, Peer source, boolean open) {
        ViaHeader via = (ViaHeader) request.getHeader(ViaHeader.NAME);
        boolean asked = via != null && via.getRPort() > 0;
        if (via == null || (source.isConnection() ? open : asked)) {
            return source;
        }
        int usual = "tls".equals(source.transport()) ? USUAL_TLS : USUAL;
        int port = via.getPort() > 0 ? via.getPort() : usual;
        return new Peer(source.transport(), new InetSocketAddress(source.address().getAddress(), port));
    }
}
