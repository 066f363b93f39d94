package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.embedded.InMemoryEngine.FilePlayer;
import io.mediary.embedded.engine.PlayerFailure;
import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

/** Sessions that play files: how often, what is told of their ends and failures, and what the player is asked to do. */
@QuarkusTest
class FilesArePlayedTest extends SessionScene {

    private static final PlayerFailure MISSING = new PlayerFailure("INVALID_URI", 0, "Invalid URI");
    private static final PlayerFailure BROKEN = new PlayerFailure("UNEXPECTED_ELEMENT_ERROR", 1, "broken");

    private int before;

    @BeforeEach
    void count() {
        before = world.engine().films().size();
    }

    @Test
    void aFileIsPlayedAsOftenAsIsWantedAndItsEndIsToldOnce() {
        String id = played(3);
        film(0).end();
        await().until(() -> film(0).starts() == 2);
        film(0).end();
        await().until(() -> film(0).starts() == 3);
        film(0).end();
        await().untilAsserted(() -> assertThat(statuses(id)).containsExactly("end_of_stream"));
        action(id, "resume");
        await().until(() -> film(0).starts() == 4);
        film(0).end();
        await().until(() -> film(0).starts() == 5);
        assertThat(statuses(id)).containsExactly("end_of_stream");
        finish(id);
        assertThat(statuses(id)).containsExactly("end_of_stream");
    }

    @Test
    void withoutLoopsItIsPlayedAgainAndAgain() {
        String id = played(0);
        for (int time = 2; time < 7; time++) {
            film(0).end();
            int starts = time;
            await().until(() -> film(0).starts() == starts);
        }
        finish(id);
        assertThat(statuses(id)).isEmpty();
    }

    @Test
    void whatEndsBeforeTheAnswerIsThereBeginsWithIt() {
        String id = created("type", "play", "uri", "file:///films/a.webm", "loops", 1, "wait_reply", true);
        await().until(() -> film(0).starts() == 1);
        film(0).end();
        client.request("media/session/set_answer", "session_id", id, "answer", offer());
        assertThat(film(0).starts()).isEqualTo(2);
        assertThat(statuses(id)).isEmpty();
        film(0).end();
        await().untilAsserted(() -> assertThat(statuses(id)).containsExactly("end_of_stream"));
        finish(id);
    }

    @Test
    void aFileThatDoesNotOpenEndsTheSession() {
        String id = played(0);
        film(0).fail(MISSING);
        assertThat(end(id)).isEqualTo(100070);
    }

    @Test
    void aPlayerThatBreaksDownIsReplacedByResume() {
        String id = played(5);
        film(0).flow();
        film(0).fail(BROKEN);
        await().untilAsserted(() -> assertThat(statuses(id)).containsExactly("failed"));
        action(id, "resume");
        assertThat(world.engine().films()).hasSize(before + 2);
        assertThat(film(1).starts()).isEqualTo(1);
        film(0).end();
        film(1).end();
        await().until(() -> film(1).starts() == 2);
        assertThat(film(0).starts()).isEqualTo(1);
        finish(id);
    }

    @Test
    void theEndOfAFormerFileIsNotThatOfTheNext() {
        String id = played(1);
        action(id, "start", "uri", "file:///films/b.webm", "loops", 1);
        film(0).end();
        film(1).end();
        await().untilAsserted(() -> assertThat(statuses(id)).containsExactly("end_of_stream"));
        finish(id);
        assertThat(statuses(id)).containsExactly("end_of_stream");
    }

    @Test
    void withoutAPlayerThereIsNothingToSteer() {
        String id = created("type", "echo", "offer", offer(), "wait_reply", true);
        for (String action : List.of("pause", "resume", "stop", "get_info", "get_position")) {
            assertThat(failing(() -> client.request("media/session/player_action", "session_id", id, "action", action)))
                    .as(action).isEqualTo(300031);
        }
        assertThat(
                failing(() -> client.request("media/session/player_action", "session_id", id, "action", "set_position",
                        "position", 1)))
                .isEqualTo(300031);
        assertThat(action(id, "get_actions").path("actions")).hasSize(8);
        assertThat(failing(() -> client.request("media/session/player_action", "session_id", id, "action", "rewind")))
                .isEqualTo(100043);
        finish(id);
    }

    @Test
    void startMakesAnySessionOneThatPlays() {
        String id = created("type", "echo", "offer", offer(), "wait_reply", true);
        JsonNode extension = client.request("media/session/player_action", "session_id", id, "action", "start", "data",
                ApiClient.data("uri", "file:///films/c.webm", "loops", 2));
        assertThat(extension).isEqualTo(ApiClient.data("uri", "file:///films/c.webm", "loops", 2));
        assertThat(info(id).path("type").asText()).isEqualTo("play");
        assertThat(film(0).starts()).isEqualTo(1);
        action(id, "start");
        assertThat(world.engine().films()).hasSize(before + 2);
        assertThat(info(id).path("loops").asInt()).isZero();
        finish(id);
    }

    private String played(int loops) {
        String id = created("type", "play", "uri", "file:///films/a.webm", "loops", loops, "offer", offer(),
                "wait_reply", true);
        await().until(() -> film(0).starts() > 0);
        return id;
    }

    private void finish(String id) {
        client.request("media/session/destroy", "session_id", id);
        assertThat(end(id)).isEqualTo(100011);
    }

    private FilePlayer film(int number) {
        return world.engine().films().get(before + number);
    }

    private JsonNode action(String id, String action, Object... more) {
        return client.request("media/session/player_action",
                ApiClient.data(more).put("session_id", id).put("action", action));
    }

    private List<String> statuses(String id) {
        return client.events(id).stream()
                .filter(event -> event.type().equals("status") && event.body().path("class").asText().equals("player"))
                .map(event -> event.body().path("status").asText())
                .toList();
    }
}
