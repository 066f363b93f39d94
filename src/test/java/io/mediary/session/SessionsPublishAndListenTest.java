package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

/** Publishers in rooms, and those who listen to them. */
@QuarkusTest
class SessionsPublishAndListenTest extends SessionScene {

    @Test
    void aRoomIsMadeWhereNoneIsNamed() {
        JsonNode made = create("type", "publish", "offer", offer(), "wait_reply", true);
        String room = made.path("room_id").asText();
        assertThat(made.path("room").asText()).isEqualTo(room).isNotEmpty();
        String publisher = made.path("session_id").asText();
        String listener = listening(publisher);

        assertThat(info(listener).path("type_ext"))
                .isEqualTo(ApiClient.data("room_id", room, "publisher_id", publisher));
        JsonNode members = client.request("media/room/get_info", "room_id", room).path("members");
        assertThat(members.path(publisher).path("role").asText()).isEqualTo("publisher");
        assertThat(members.path(listener).path("role").asText()).isEqualTo("listener");
        assertThat(members.path(listener).path("peer_id").asText()).isEqualTo(publisher);
        assertThat(client.request("media/session/room_action", "session_id", listener, "action", "get_info")
                .path("room_id").asText()).isEqualTo(room);
    }

    @Test
    void theRoomIsToldEvenWithoutTheAnswer() {
        JsonNode made = create("type", "publish");
        assertThat(made.path("room_id").asText()).isNotEmpty();
        event(made.path("session_id").asText(), "offer");
    }

    @Test
    void listenersEndWithTheirPublisher() {
        String publisher = created("type", "publish", "offer", offer(), "wait_reply", true);
        String listener = listening(publisher);
        client.request("media/session/destroy", "session_id", publisher);
        assertThat(end(listener)).isEqualTo(304006);
    }

    @Test
    void listenersEndWhenTheirPublisherTurnsToSomethingElse() {
        JsonNode made = create("type", "publish", "offer", offer(), "wait_reply", true);
        String publisher = made.path("session_id").asText();
        String listener = listening(publisher);
        client.request("media/session/set_type", "session_id", publisher, "type", "echo");
        assertThat(end(listener)).isEqualTo(304006);
        await().untilAsserted(() -> assertThat(
                client.request("media/room/get_info", "room_id", made.path("room_id").asText()).path("members"))
                .isEmpty());
    }

    @Test
    void everybodyEndsWithTheRoom() {
        client.request("media/room/create", "class", "sfu", "room_id", "doomed");
        String publisher = created("type", "publish", "room_id", "doomed", "offer", offer(), "wait_reply", true);
        String listener = listening(publisher);
        client.request("media/room/destroy", "room_id", "doomed");
        assertThat(end(publisher)).isEqualTo(304003);
        assertThat(end(listener)).isIn(304003, 304006);
    }

    @Test
    void whatTheRoomDoesNotAllowIsNotNegotiated() {
        String room = client.request("media/room/create", "class", "sfu", "video_codec", "h264", "audio_codec", "pcmu",
                "bitrate", 300).path("room_id").asText();
        assertThat(failing(() -> create("type", "publish", "room_id", room, "offer",
                ApiClient.data("sdp", OFFER.replaceAll("(?i)H264", "H263")), "wait_reply", true))).isEqualTo(300005);
    }

    @Test
    void anErrorSaysWhatIsNotThere() {
        assertThat(failing(() -> create("type", "publish", "room_id", "nowhere"))).isEqualTo(304001);
        assertThat(create("type", "publish", "room", "made", "create_room", true).path("room_id").asText())
                .isEqualTo("made");
        assertThat(failing(() -> create("type", "listen"))).isEqualTo(100045);
        String echo = created("type", "echo", "offer", offer(), "wait_reply", true);
        assertThat(failing(() -> create("type", "listen", "publisher_id", echo))).isEqualTo(304005);
        assertThat(failing(() -> create("type", "listen", "publisher_id", "nobody"))).isEqualTo(304005);
        assertThat(failing(() -> roomAction(echo, "get_info"))).isEqualTo(300032);
        assertThat(failing(() -> roomAction(echo, "dance"))).isEqualTo(100043);
        assertThat(roomAction(echo, "get_actions").path("actions")).isNotEmpty();
        String publisher = created("type", "publish", "offer", offer(), "wait_reply", true);
        assertThat(failing(() -> roomAction(publisher, "layout"))).isEqualTo(100006);
    }

    private JsonNode roomAction(String id, String action) {
        return client.request("media/session/room_action", "session_id", id, "action", action);
    }

    private String listening(String publisher) {
        return created("type", "listen", "publisher_id", publisher, "offer", offer(), "wait_reply", true);
    }
}
