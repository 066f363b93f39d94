package io.mediary.embedded.engine.sdp;

import java.util.List;

/**
 * How the other side is reached: its ICE credentials, certificate and first candidates.
 *
 * @param ufrag ICE user name fragment
 * @param password ICE password
 * @param fingerprint of its DTLS certificate
 * @param dtlsClient whether this side begins the DTLS handshake
 * @param candidates those in the description
 * @param sctpPort of the data channels, 5000 unless it says otherwise
 */
public record RemoteTransport(String ufrag, String password, Fingerprint fingerprint, boolean dtlsClient,
        List<String> candidates, int sctpPort) {
}
