package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RtpCodec;
import io.mediary.testing.RtpStream;
import io.mediary.testing.SipOffer;

/** What real SIP clients offer is answered so that they understand it, and what cannot be understood is an error. */
class SipOffersIT {

    private static final int INCOMPATIBLE_SESSION = 300005;

    @RegisterExtension
    static final Stage STAGE = new Stage("sip-offers");

    private static ApiClient client;

    @BeforeAll
    static void start() {
        client = STAGE.client("gateway");
    }

    @Test
    @RequiresCommand("baresip")
    void baresipGetsItsOwnNumbersOfOpusAndVp8() {
        String offer = SipOffer.baresip(true);
        List<String> sections = sections(answer(offer));

        assertThat(sections).hasSize(2);
        assertAnswers(sections.get(0), sections(offer).get(0), "audio", List.of("opus", "PCMU", "PCMA"));
        assertAnswers(sections.get(1), sections(offer).get(1), "video", List.of("VP8", "H264"));
    }

    @Test
    @RequiresCommand("baresip")
    void baresipWithoutVideoGetsAudioAlone() {
        String offer = SipOffer.baresip(false);
        List<String> sections = sections(answer(offer));

        assertThat(sections).hasSize(1);
        assertAnswers(sections.get(0), sections(offer).get(0), "audio", List.of("opus", "PCMU", "PCMA"));
    }

    @Test
    @RequiresCommand("sipp")
    void sippGetsPcmu() {
        String offer = SipOffer.sipp();
        List<String> sections = sections(answer(offer));

        assertThat(sections).hasSize(1);
        assertAnswers(sections.get(0), sections(offer).get(0), "audio", List.of("PCMU"));
    }

    @Test
    void listenerThatHasOnlyH264GetsAnErrorFromAPublisherOfVp8() {
        String publisher = create("publish", RtpCodec.PCMU, RtpCodec.VP8).path("session_id").asText();
        int before = ends().size();

        ApiClient.ErrorAnswer refused = catchThrowableOfType(ApiClient.ErrorAnswer.class,
                () -> create(ApiClient.data("type", "listen", "publisher_id", publisher), RtpCodec.PCMU,
                        RtpCodec.H264));
        assertThat(refused.code()).isEqualTo(INCOMPATIBLE_SESSION);
        await().atMost(Page.PATIENCE).untilAsserted(() -> assertThat(ends()).hasSize(before + 1)
                .endsWith(INCOMPATIBLE_SESSION));
        assertThat(client.request("media/session/get_list")).map(JsonNode::asText).containsExactly(publisher);

        assertThat(create(ApiClient.data("type", "listen", "publisher_id", publisher), RtpCodec.PCMA, RtpCodec.VP8)
                .at("/answer/sdp").asText()).as("audio is transcoded").contains("PCMA/8000", "VP8/90000");
    }

    @Test
    void setTypeToABridgeWithoutACommonVideoCodecIsAnErrorAndChangesNothing() {
        String first = create("echo", RtpCodec.PCMU, RtpCodec.VP8).path("session_id").asText();
        String second = create("echo", RtpCodec.PCMU, RtpCodec.H264).path("session_id").asText();

        ApiClient.ErrorAnswer refused = catchThrowableOfType(ApiClient.ErrorAnswer.class,
                () -> client.request("media/session/set_type", "session_id", second, "type", "bridge", "peer_id",
                        first));
        assertThat(refused.code()).isEqualTo(INCOMPATIBLE_SESSION);
        assertThat(Stream.of(first, second).map(id -> client.request("media/session/get_info", "session_id", id))
                .map(info -> info.path("type").asText())).containsExactly("echo", "echo");
    }

    private static JsonNode create(String type, RtpCodec... codecs) {
        return create(ApiClient.data("type", type), codecs);
    }

    private static JsonNode create(ObjectNode data, RtpCodec... codecs) {
        return client.request("media/session/create", data.put("sdp_type", "rtp").put("wait_reply", true)
                .set("offer", ApiClient.data("sdp", RtpStream.sdp(Stream.of(codecs).map(RtpStream::free).toList()))));
    }

    private static String answer(String offer) {
        JsonNode answer = client.request("media/session/create", "type", "park", "wait_reply", true, "offer",
                ApiClient.data("sdp", offer, "sdp_type", "rtp")).path("answer");
        assertThat(answer.path("sdp_type").asText()).isEqualTo("rtp");
        assertThat(answer.path("trickle_ice").asBoolean()).isFalse();
        return answer.path("sdp").asText();
    }

    private static List<Integer> ends() {
        return client.events().stream().filter(event -> event.type().equals("destroyed"))
                .map(event -> event.body().path("code").asInt()).toList();
    }

    /** An answer that a SIP client takes: RFC 3264, RFC 3551, RFC 3550 section 11. */
    private static void assertAnswers(String answer, String offer, String kind, List<String> codecs) {
        String[] line = media(answer);
        String[] offered = media(offer);
        assertThat(line[0]).isEqualTo("m=" + kind);
        assertThat(Integer.parseInt(line[1])).as("port").isPositive().matches(port -> port % 2 == 0, "even");
        assertThat(line[2]).as("profile").isEqualTo(offered[2]).isEqualTo("RTP/AVP");
        assertThat(List.of(offered)).as("payload types").contains(List.of(line).subList(3, line.length)
                .toArray(String[]::new));
        assertThat(maps(offer)).as("formats mean what they meant in the offer").containsAll(maps(answer));
        assertThat(maps(answer).stream().map(map -> map.split("[ /]")[1])).startsWith(codecs.get(0))
                .allMatch(name -> codecs.contains(name) || name.equals("telephone-event"));
        assertThat(answer).doesNotContain("a=sendonly", "a=recvonly", "a=inactive", "a=ice-", "a=fingerprint",
                "a=candidate");
    }

    private static String[] media(String section) {
        return section.lines().findFirst().orElseThrow().split(" ");
    }

    private static List<String> maps(String section) {
        return section.lines().filter(line -> line.startsWith("a=rtpmap:")).map(line -> line.substring(9)).toList();
    }

    private static List<String> sections(String sdp) {
        return Stream.of(sdp.split("(?m)^(?=m=)")).skip(1).toList();
    }
}
