package io.mediary.e2e;

import java.awt.Color;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Ffmpeg;
import io.mediary.testing.ReceivedMedia;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;

/**
 * A client as a SIP gateway would have it: a session whose media is plain RTP, sent and received by ffmpeg. Its camera
 * shows one colour, its microphone gives one tone. For one thread.
 */
final class Phone implements AutoCloseable {

    private final Color colour;
    private final double hertz;
    private final List<RtpStream> own;
    private final ReceivedMedia received;
    private String session;
    private Ffmpeg sender;

    private Phone(Color colour, double hertz, RtpCodec... codecs) {
        this.colour = colour;
        this.hertz = hertz;
        own = Stream.of(codecs).map(RtpStream::free).toList();
        received = Ffmpeg.receive(own);
    }

    /** It offers its codecs, and the server answers. */
    static Phone offers(ApiClient client, Map<String, ?> data, Color colour, double hertz, RtpCodec... codecs) {
        Phone phone = new Phone(colour, hertz, codecs);
        try {
            JsonNode made = client.request("media/session/create", rtp(data).set("offer",
                    ApiClient.data("sdp", RtpStream.sdp(phone.own))));
            phone.session = made.path("session_id").asText();
            phone.send(RtpStream.in(made.at("/answer/sdp").asText()));
            return phone;
        } catch (RuntimeException e) {
            phone.close();
            throw e;
        }
    }

    /** The server offers, and it takes of the offer its own codecs. */
    static Phone answers(ApiClient client, Map<String, ?> data, Color colour, double hertz, RtpCodec... codecs) {
        Phone phone = new Phone(colour, hertz, codecs);
        try {
            JsonNode made = client.request("media/session/create", rtp(data));
            phone.session = made.path("session_id").asText();
            client.request("media/session/set_answer", "session_id", phone.session, "answer",
                    ApiClient.data("sdp", RtpStream.sdp(phone.own), "sdp_type", "rtp"));
            List<RtpStream> offered = RtpStream.in(made.at("/offer/sdp").asText());
            phone.send(phone.own.stream().map(stream -> offered.stream()
                    .filter(server -> server.codec().video() == stream.codec().video())
                    .map(server -> new RtpStream(stream.codec(), stream.payloadType(), server.host(), server.port()))
                    .findFirst().orElseThrow()).toList());
            return phone;
        } catch (RuntimeException e) {
            phone.close();
            throw e;
        }
    }

    /** What it gets. */
    ReceivedMedia received() {
        return received;
    }

    /** The session's id. */
    String session() {
        return session;
    }

    /** What its camera shows. */
    Color colour() {
        return colour;
    }

    /** What its microphone gives. */
    double hertz() {
        return hertz;
    }

    @Override
    public void close() {
        if (sender != null) {
            sender.close();
        }
        received.close();
    }

    private void send(List<RtpStream> to) {
        if (to.size() != own.size()) {
            throw new IllegalStateException(own + " are wanted, but the server takes " + to);
        }
        sender = Ffmpeg.send(hertz, colour, to);
    }

    private static ObjectNode rtp(Map<String, ?> data) {
        ObjectNode create = ApiClient.data("sdp_type", "rtp", "wait_reply", true);
        data.forEach((name, value) -> create.setAll(ApiClient.data(name, value)));
        return create;
    }
}
