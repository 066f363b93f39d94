package io.mediary.embedded.engine;

/**
 * A connection by plain RTP, as SIP clients without encryption use it: Kurento's `RtpEndpoint`. Each m-line has a pair of UDP ports of its own. It
 * is connected as soon as both descriptions are there; of ICE, DTLS and data channels its {@link PeerListener} hears nothing.
 *
 * <p>The other side is reached where its description says. It is taken from the first address that its packets come from and no other, and where
 * that is another host than the description names, media go there too.
 */
public interface RtpPeer extends SdpPeer {
}
