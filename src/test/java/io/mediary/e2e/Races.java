package io.mediary.e2e;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.testing.ApiClient;

/**
 * Commands that get into each other's way, sent at the same time by two clients at two instances. Each race makes sessions
 * of its own and returns when all its commands are answered; {@link Promises} must hold then. Used by one thread.
 */
final class Races {

    private final ApiClient here;
    private final ApiClient there;
    private final Journal journal;
    private final Random random;

    Races(ApiClient here, ApiClient there, Journal journal, long seed) {
        this.here = here;
        this.there = there;
        this.journal = journal;
        this.random = new Random(seed);
    }

    /** Runs each race once. */
    void run() {
        Stream.<Runnable>of(this::bothLeaveABridge, this::oneLeavesAndComesBack, this::oneLeavesForAThird,
                this::bothAskAndOneLeaves, this::threeAskInACircle, this::publisherLeavesWhileAListenerComes,
                this::publisherComesBackWhileAListenerComes, this::roomEndsWhileSessionsEnterIt,
                this::sessionEndsWhileItIsBridgedTo, this::masterEndsWhileItGetsASlave,
                this::masterGetsTwoSlaves, this::bridgeOfMasterAndSlaveIsLeftWhileItIsMade,
                this::sessionEndsWhileItsTypeChanges, this::publisherTurnsAwayTwice).forEach(Runnable::run);
    }

    private void bothLeaveABridge() {
        String one = park();
        String other = tiedBridge(one);
        all(type(here, one, "echo"), type(there, other, anyOf("park", "echo")));
    }

    private void oneLeavesAndComesBack() {
        String one = park();
        String other = tiedBridge(one);
        all(type(here, other, "echo"), bridge(random.nextBoolean() ? here : there, other, one));
        all(bridge(there, one, other), type(here, other, "echo"), bridge(here, other, one));
    }

    private void oneLeavesForAThird() {
        String one = park();
        String other = tiedBridge(one);
        String third = park();
        all(bridge(here, one, third), bridge(there, other, one), type(here, one, "park"));
    }

    private void bothAskAndOneLeaves() {
        String one = park();
        String other = park();
        CompletableFuture<?> asked = bridge(here, one, other);
        CompletableFuture<?> back = bridge(there, other, one);
        asked.join();
        all(type(here, one, "echo"), back);
    }

    private void threeAskInACircle() {
        String one = park();
        String two = park();
        String three = park();
        all(bridge(here, one, two), bridge(there, two, three), bridge(here, three, one));
    }

    private void publisherLeavesWhileAListenerComes() {
        String publisher = publisher("");
        all(listen(here, publisher), random.nextBoolean() ? destroy(there, publisher) : type(there, publisher, "echo"),
                listen(there, publisher));
    }

    private void publisherComesBackWhileAListenerComes() {
        String room = room();
        String publisher = publisher(room);
        all(type(here, publisher, "echo"), listen(there, publisher),
                setType(here, publisher, "publish", "room_id", room), listen(here, publisher));
    }

    private void roomEndsWhileSessionsEnterIt() {
        String room = room();
        String publisher = publisher(room);
        String other = park();
        all(listen(here, publisher), setType(there, other, "publish", "room_id", room),
                send(there, "media/room/destroy", ApiClient.data("room_id", room)),
                create(here, "publish", "room_id", room, "create_room", true));
    }

    private void sessionEndsWhileItIsBridgedTo() {
        String one = park();
        String other = park();
        all(destroy(here, one), bridge(there, other, one), create(here, "bridge", "peer_id", one));
    }

    private void masterEndsWhileItGetsASlave() {
        String master = park();
        all(create(here, "echo", "master_id", master), destroy(there, master));
    }

    private void masterGetsTwoSlaves() {
        String master = park();
        all(create(here, "echo", "master_id", master, "stop_after_peer", random.nextBoolean()),
                create(there, "bridge", "master_id", master, "peer_id", master, "stop_after_peer",
                        random.nextBoolean()));
        if (random.nextBoolean()) {
            all(destroy(here, master));
        }
    }

    private void bridgeOfMasterAndSlaveIsLeftWhileItIsMade() {
        String master = park();
        all(create(there, "bridge", "peer_id", master, "master_id", master, "stop_after_peer", false),
                type(here, master, "echo"), type(there, master, "park"));
    }

    private void sessionEndsWhileItsTypeChanges() {
        String one = park();
        all(setType(here, one, "publish"), destroy(there, one), type(here, one, "echo"));
    }

    private void publisherTurnsAwayTwice() {
        String room = room();
        String publisher = publisher(room);
        all(type(here, publisher, "echo"), setType(there, publisher, "publish", "room_id", room),
                bridge(here, publisher, park()), setType(there, publisher, "publish", "room_id", room));
    }

    private String park() {
        return made("type", "park", "stop_after_peer", random.nextBoolean());
    }

    /** Bridged to a session, and mostly its slave too. */
    private String tiedBridge(String peer) {
        ObjectNode data = ApiClient.data("type", "bridge", "peer_id", peer, "stop_after_peer", random.nextBoolean());
        if (random.nextInt(4) > 0) {
            data.put("master_id", peer);
        }
        return made(data);
    }

    private String publisher(String room) {
        return room.isEmpty() ? made("type", "publish") : made("type", "publish", "room_id", room);
    }

    private String room() {
        return send(here, "media/room/create", ApiClient.data("class", "sfu", "room_id", "room-" + UUID.randomUUID()))
                .join().path("room_id").asText();
    }

    private String made(Object... fields) {
        return made(ApiClient.data(fields));
    }

    private String made(ObjectNode data) {
        data.put("wait_reply", true).set("offer", Sdp.offer());
        return send(random.nextBoolean() ? here : there, "media/session/create", data).join().path("session_id")
                .asText();
    }

    private CompletableFuture<JsonNode> create(ApiClient client, String type, Object... fields) {
        ObjectNode data = ApiClient.data(fields).put("type", type).put("wait_reply", random.nextBoolean());
        return send(client, "media/session/create", data);
    }

    private CompletableFuture<JsonNode> listen(ApiClient client, String publisher) {
        return create(client, "listen", "publisher_id", publisher);
    }

    private CompletableFuture<JsonNode> type(ApiClient client, String id, String type) {
        return setType(client, id, type);
    }

    private CompletableFuture<JsonNode> bridge(ApiClient client, String id, String peer) {
        return setType(client, id, "bridge", "peer_id", peer);
    }

    private CompletableFuture<JsonNode> setType(ApiClient client, String id, String type, Object... fields) {
        return send(client, "media/session/set_type",
                ApiClient.data(fields).put("session_id", id).put("type", type));
    }

    private CompletableFuture<JsonNode> destroy(ApiClient client, String id) {
        return send(client, "media/session/destroy", ApiClient.data("session_id", id));
    }

    private CompletableFuture<JsonNode> send(ApiClient client, String command, JsonNode data) {
        String who = client == here ? "here" : "there";
        journal.sent(who, command, data);
        return client.send(command, data)
                .whenComplete((answer, failure) -> journal.answered(who, command, data, answer, failure));
    }

    private String anyOf(String one, String other) {
        return random.nextBoolean() ? one : other;
    }

    /** Waits for all answers, errors too. */
    private static void all(CompletableFuture<?>... sent) {
        List.of(sent).forEach(each -> each.handle((answer, failure) -> answer).join());
    }
}
