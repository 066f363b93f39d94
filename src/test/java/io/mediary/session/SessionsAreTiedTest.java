package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import io.mediary.testing.ApiClient;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class SessionsAreTiedTest extends SessionScene {

    @Test
    void theEndOfTheMasterEndsTheSlave() {
        String master = created("wait_reply", true);
        String slave = slave(master);
        assertThat(info(slave).path("master_id").asText()).isEqualTo(master);
        client.request("media/session/destroy", "session_id", master);
        assertThat(end(slave)).isEqualTo(300021);
    }

    @Test
    void theEndOfTheSlaveEndsTheMaster() {
        String master = created("wait_reply", true);
        String slave = slave(master);
        client.request("media/session/destroy", "session_id", slave);
        assertThat(end(master)).isEqualTo(300021);
    }

    @Test
    void aSlaveThatEndsAtOnceEndsItsMasterToo() {
        String master = created("wait_reply", true);
        String slave = created("wait_reply", true, "master_id", master);
        client.request("media/session/destroy", "session_id", slave);
        assertThat(end(master)).isEqualTo(300021);
    }

    @Test
    void oneThatMayOutliveTheOtherLosesTheTieOnly() {
        String master = created("wait_reply", true, "stop_after_peer", false);
        String slave = slave(master);
        client.request("media/session/destroy", "session_id", slave);
        await().until(() -> !info(master).has("slave_id"));
        assertThat(types(master)).doesNotContain("destroyed");
    }

    @Test
    void aChainEndsFromItsMiddleAndFromItsEnd() {
        String first = created("wait_reply", true);
        String middle = slave(first);
        String last = slave(middle);
        client.request("media/session/destroy", "session_id", last);
        assertThat(end(middle)).isEqualTo(300021);
        assertThat(end(first)).isEqualTo(300021);
        String one = created("wait_reply", true);
        String two = slave(one);
        String three = slave(two);
        client.request("media/session/destroy", "session_id", two);
        assertThat(end(one)).isEqualTo(300021);
        assertThat(end(three)).isEqualTo(300021);
    }

    @Test
    void allSlavesEndWithTheirMaster() {
        String master = created("wait_reply", true);
        String one = slave(master);
        String other = slave(master);
        client.request("media/session/destroy", "session_id", master);
        assertThat(end(one)).isEqualTo(300021);
        assertThat(end(other)).isEqualTo(300021);
    }

    @Test
    void theEndOfAFormerSlaveEndsTheMasterToo() {
        String master = created("wait_reply", true);
        String one = slave(master);
        String other = slave(master);
        client.request("media/session/destroy", "session_id", one);
        assertThat(end(master)).isEqualTo(300021);
        assertThat(end(other)).isEqualTo(300021);
    }

    @Test
    void oneThatLeavesItsPeerAndComesBackIsTiedToItNoMore() {
        String master = created("type", "park", "wait_reply", true);
        String slave = created("type", "bridge", "peer_id", master, "master_id", master, "wait_reply", true);
        await().until(() -> info(master).path("slave_id").asText().equals(slave));
        var left = client.send("media/session/set_type", ApiClient.data("session_id", slave, "type", "echo"));
        var back = client.send("media/session/set_type",
                ApiClient.data("session_id", slave, "type", "bridge", "peer_id", master));
        left.join();
        if (back.handle((done, failure) -> failure == null).join()) {
            await().ignoreExceptions()
                    .until(() -> types(master).contains("destroyed") || !info(master).has("slave_id"));
        }
        // Its peer may have ended of being left before it knew that it was wanted again: then this one is left, too.
        if (!types(slave).contains("destroyed")) {
            await().ignoreExceptions()
                    .until(() -> types(slave).contains("destroyed") || !info(slave).has("master_id"));
        }
    }

    @Test
    void theSlavesAnswerBecomesTheMasters() {
        String master = created("wait_reply", true);
        String slave = created("wait_reply", true, "master_id", master, "set_master_answer", true);
        client.request("media/session/set_answer", "session_id", slave, "answer", offer());
        assertThat(event(master, "answer").body().at("/answer/sdp").asText()).isEqualTo(OFFER);
    }

    @Test
    void aMasterMustBeThere() {
        assertThat(failing(() -> create("master_id", "nobody"))).isEqualTo(100062);
        String ended = created("wait_reply", true);
        client.request("media/session/destroy", "session_id", ended);
        assertThat(failing(() -> create("master_id", ended))).isEqualTo(100062);
    }

    private String slave(String master) {
        return created("wait_reply", true, "master_id", master);
    }
}
