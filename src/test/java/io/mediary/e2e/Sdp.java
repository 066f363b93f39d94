package io.mediary.e2e;

import java.util.Iterator;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;

/** Descriptions of a client that has no media. */
final class Sdp {

    private static final List<String> OWN = List.of("a=ice-ufrag:e2eU", "a=ice-pwd:e2ePasswordOfTwentyTwoChars",
            "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB", "a=setup:active");

    private Sdp() {
    }

    /** An offer that says that candidates follow. */
    static ObjectNode offer() {
        return ApiClient.data("sdp", Offers.contractOffer(), "trickle_ice", true);
    }

    /** Takes all that the server's offer has, with the client's own ICE and DTLS. */
    static ObjectNode answer(JsonNode offer) {
        StringBuilder sdp = new StringBuilder();
        for (Iterator<String> lines = offer.path("sdp").asText().lines().iterator(); lines.hasNext();) {
            String line = lines.next();
            String name = line.substring(0, line.indexOf(line.startsWith("a=") && line.contains(":") ? ':' : '=') + 1);
            if (!name.equals("a=candidate:")) {
                sdp.append(OWN.stream().filter(own -> own.startsWith(name) && name.endsWith(":")).findFirst()
                        .orElse(line)).append("\r\n");
            }
        }
        return ApiClient.data("sdp", sdp.toString(), "trickle_ice", true);
    }

    /** A candidate where nobody answers. */
    static ObjectNode candidate(String session, int port) {
        return ApiClient.data("session_id", session, "sdpMid", "0", "sdpMLineIndex", 0, "candidate",
                "candidate:1 1 udp 2130706431 127.0.0.1 " + port + " typ host");
    }
}
