package io.mediary.embedded;

import java.util.List;
import java.util.stream.IntStream;

import io.mediary.embedded.engine.NegotiationException;
import io.mediary.embedded.engine.NegotiationException.Reason;
import io.mediary.embedded.engine.sdp.MediaLine;
import io.mediary.embedded.engine.sdp.RtpNegotiation;
import io.mediary.embedded.engine.sdp.RtpPorts;
import io.mediary.embedded.engine.sdp.RtpSdpWriter;
import io.mediary.embedded.engine.sdp.RtpSide;
import io.mediary.embedded.engine.sdp.SdpException;
import io.mediary.embedded.engine.sdp.SessionDescription;

/** Descriptions for plain RTP whose codecs and directions were negotiated, but whose ports nobody bound. Stateless. */
final class PlainDescriptions {

    private static final RtpSide SIDE = new RtpSide(1, "user1@host-00000001", "127.0.0.1", 11, 22);

    private PlainDescriptions() {
    }

    static String offer() {
        return written(RtpNegotiation.offer());
    }

    static String answer(String offer) throws NegotiationException {
        try {
            return written(RtpNegotiation.answer(SessionDescription.parse(offer)));
        } catch (SdpException e) {
            throw new NegotiationException(Reason.INVALID_SDP, "Invalid SDP");
        }
    }

    /** Fails where the answer does not fit {@link #offer()}. */
    static void accept(String answer) throws NegotiationException {
        try {
            RtpNegotiation.accept(RtpNegotiation.offer(), SessionDescription.parse(answer));
        } catch (SdpException e) {
            throw new NegotiationException(Reason.INVALID_SDP, "Invalid SDP");
        }
    }

    private static String written(List<MediaLine> lines) {
        List<RtpPorts> ports = IntStream.range(0, lines.size())
                .mapToObj(i -> new RtpPorts(40_000 + 2 * i, 40_001 + 2 * i)).toList();
        return RtpSdpWriter.write(SIDE, lines, ports);
    }
}
