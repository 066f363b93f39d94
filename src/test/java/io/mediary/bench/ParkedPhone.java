package io.mediary.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;

/** A phone that sends nothing: its session costs the media server one UDP port, and nothing more until it ends. */
final class ParkedPhone {

    private static final String SDP = """
            v=0
            o=- 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio 20002 RTP/AVP 0
            a=rtpmap:0 PCMU/8000
            a=rtcp-mux
            """.replace("\n", "\r\n");

    private ParkedPhone() {
    }

    /** Its offer, plain RTP to where nobody listens. */
    static ObjectNode offer() {
        return ApiClient.data("sdp", SDP, "sdp_type", "rtp");
    }
}
