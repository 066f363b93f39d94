package io.mediary.embedded.rpc;

import io.mediary.embedded.engine.RtpPeer;

/**
 * Kurento's `RtpEndpoint` over an {@link RtpPeer}: what it does beside the creation is its base class's. Encryption by keys in the description
 * (SDES) and IPv6 on demand are refused; the address family is that of the server's host. Thread-safe.
 */
final class RtpEndpoint extends SdpEndpoint {

    RtpEndpoint(Creation creation) throws RpcException {
        this(checked(creation), new EndpointEvents());
    }

    private RtpEndpoint(Creation creation, EndpointEvents events) {
        super(creation, creation.engine().rtpPeer(events));
        events.attach(this);
    }

    private static Creation checked(Creation creation) throws RpcException {
        if (creation.arguments().has("crypto") && !creation.arguments().json("crypto").isEmpty()) {
            throw ErrorType.NOT_IMPLEMENTED.with("The embedded media server has no SDES encryption");
        }
        if (creation.arguments().flag("useIpv6")) {
            throw ErrorType.NOT_IMPLEMENTED.with("The embedded media server binds the addresses of its host setting");
        }
        return creation;
    }
}
