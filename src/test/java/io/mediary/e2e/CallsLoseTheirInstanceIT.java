package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.CuttingProxy.Side;
import io.mediary.testing.MediaryProcess;

/** An instance is killed while a call rings, and while it talks: the call goes on at the other one. */
class CallsLoseTheirInstanceIT {

    /** From the death of an instance until others do its work, s: six from its last heartbeat, and more on a busy machine. */
    private static final double TAKE_OVER = 8;
    private static final int RING = 3;

    @RegisterExtension
    static final Victims INSTANCES = new Victims("calls-lose");

    private final List<Party> parties = new ArrayList<>();
    private Cluster.Watched victim;
    private MediaryProcess survivor;

    @BeforeEach
    void start() {
        victim = INSTANCES.next();
        survivor = INSTANCES.survivor();
    }

    @AfterEach
    void nothingIsLeft() {
        parties.forEach(Party::close);
        INSTANCES.cluster().isLeftEmpty();
    }

    @Test
    void thatOfTheCallersSocketWhileItRings() {
        Party ann = at(victim.instance(), "ann");
        Party ben = at(survivor, "ben");
        JsonNode made = ann.calls("callee", "ben");
        JsonNode invite = ben.invited(call(made));

        victim.instance().kill();
        ben.acts("ringing", call(made));
        Party back = back(ann);
        ben.accepts(invite);
        assertThat(back.hears(call(made), "answer").body().at("/answer/sdp").asText()).startsWith("v=0");
        assertThat(back.types(call(made))).containsSubsequence("ringing", "accepted", "answer");
        talkAndHangUp(made, invite, back, ben);
    }

    @Test
    void thatOfTheCalleesSocketWhileItRings() {
        Party ann = at(survivor, "ann");
        Party ben = at(victim.instance(), "ben");
        JsonNode made = ann.calls("callee", "ben");
        ben.invited(call(made));

        victim.instance().kill();
        Party back = back(ben);
        JsonNode invite = back.invited(call(made));
        back.acts("ringing", call(made));
        back.accepts(invite);
        ann.hears(call(made), "answer");
        talkAndHangUp(made, invite, ann, back);
    }

    @Test
    void theOneThatWasAboutToRing() throws Exception {
        Party ann = at(survivor, "ann");
        Party ben = at(survivor, "ben");
        String call = "call-" + UUID.randomUUID();
        ann.client().request("core/event/subscribe", "class", "media", "subclass", "call", "obj_id", call);
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Long> killed = new CompletableFuture<>();
        victim.redis().cut("connection_ask"::equals, 1, Side.BEFORE, () -> {
            // Rings while the caller's session is made: one that is left half done would end the call.
            answered.join();
            victim.instance().kill();
            killed.complete(System.nanoTime());
        });

        byRest(call, 30);
        answered.complete(null);
        long dead = killed.join();
        JsonNode invite = ben.invited(call);
        assertThat((System.nanoTime() - dead) / 1e9).as("s until somebody else rings").isLessThan(TAKE_OVER);
        ben.accepts(invite);
        ann.hears(call, "answer");
        ben.acts("hangup", call);
        assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
        assertThat(ben.ends(call)).isEqualTo(Party.API_HANGUP);
    }

    @Test
    void theOneThatCountedItsRingTime() throws Exception {
        Party ann = at(survivor, "ann");
        Party ben = at(survivor, "ben");
        String call = "call-" + UUID.randomUUID();
        ann.client().request("core/event/subscribe", "class", "media", "subclass", "call", "obj_id", call);
        byRest(call, RING);
        ben.invited(call);
        long begun = System.nanoTime();

        victim.instance().kill();
        Received end = ann.hears(call, "hangup");
        assertThat(end.body().path("code").asInt()).isEqualTo(Party.NO_ANSWER);
        assertThat(ben.ends(call)).isEqualTo(Party.RING_TIMEOUT);
        assertThat((end.at() - begun) / 1e9).isBetween(RING - 1.0, RING + TAKE_OVER);
    }

    @Test
    void thatOfTheCallersSocketWhileTheyTalk() {
        Party ann = at(victim.instance(), "ann");
        Party ben = at(survivor, "ben");
        JsonNode made = ann.calls("callee", "ben");
        JsonNode invite = ben.invited(call(made));
        ben.accepts(invite);
        ann.hears(call(made), "answer");
        bridged(made, invite, ben);

        victim.instance().kill();
        Party back = back(ann);
        talkAndHangUp(made, invite, back, ben);
    }

    @Test
    void thatOfTheCalleesSocketWhileTheyTalk() {
        Party ann = at(survivor, "ann");
        Party ben = at(victim.instance(), "ben");
        JsonNode made = ann.calls("callee", "ben");
        JsonNode invite = ben.invited(call(made));
        ben.accepts(invite);
        ann.hears(call(made), "answer");

        victim.instance().kill();
        Party back = back(ben);
        back.client().request("media/session/destroy", "session_id", invite.path("session_id"));
        assertThat(ann.ends(call(made))).isEqualTo(Party.CALLEE_STOPPED);
        assertThat(back.ends(call(made))).isEqualTo(Party.CALLEE_STOPPED);
    }

    private void talkAndHangUp(JsonNode made, JsonNode invite, Party ann, Party ben) {
        bridged(made, invite, ben);
        assertThat(ben.info(call(made)).path("state").asText()).isEqualTo("talking");
        ann.acts("info", call(made), "body", ApiClient.data("text", "still there"));
        assertThat(ben.hears(call(made), "info").body().toString()).contains("still there");
        ben.acts("hangup", call(made));
        for (Party party : List.of(ann, ben)) {
            assertThat(party.ends(call(made))).isEqualTo(Party.API_HANGUP);
        }
        assertThat(ann.types(call(made))).containsOnlyOnce("accepted", "answer", "hangup");
    }

    private static void bridged(JsonNode made, JsonNode invite, Party ben) {
        String leg = invite.path("session_id").asText();
        await("the bridge").atMost(Party.PATIENCE).until(() -> ben.session(leg).path("peer_id")
                .equals(made.path("session_id"))
                && ben.session(made.path("session_id").asText()).path("peer_id").asText().equals(leg));
    }

    /** Calls, and waits for the media server's answer. */
    private void byRest(String call, int ring) throws IOException, InterruptedException {
        URI uri = victim.instance().http("/v1/media/call/create");
        HttpRequest request = HttpRequest.newBuilder(uri).header("Content-Type", "application/json")
                .timeout(Party.PATIENCE).POST(HttpRequest.BodyPublishers.ofString(
                        Party.call("callee", "ben", "call_id", call, "ring", ring).toString()))
                .build();
        HttpResponse<String> made = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(made.body()).contains("v=0");
    }

    private static String call(JsonNode made) {
        return made.path("call_id").asText();
    }

    private Party at(MediaryProcess instance, String user) {
        return keep(Party.at(instance, user));
    }

    private Party back(Party party) {
        return keep(party.back(survivor));
    }

    private Party keep(Party party) {
        parties.add(party);
        return party;
    }
}
