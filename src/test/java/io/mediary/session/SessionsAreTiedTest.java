package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

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
    void aMasterMayHaveManySlaves() {
        String master = created("wait_reply", true);
        String one = created("wait_reply", true, "master_id", master);
        String other = created("wait_reply", true, "master_id", master);
        assertThat(info(master).path("slave_id").asText()).isEqualTo(other);
        client.request("media/session/destroy", "session_id", master);
        assertThat(end(one)).isEqualTo(300021);
        assertThat(end(other)).isEqualTo(300021);
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
