package io.mediary.packaged;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;
import io.mediary.testing.MediaryProcess;

/**
 * What an instance serves while its JVM learns what to keep: each door, the commands that clients use most, and errors. For one
 * thread; blocks.
 */
final class Rehearsal {

    private static final int ROUNDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> PAGES = List.of("/q/health/live", "/q/metrics", "/q/openapi", "/", "/mediary.js");

    private final MediaryProcess instance;
    private final Rest rest;

    Rehearsal(MediaryProcess instance) {
        this.instance = instance;
        this.rest = new Rest(instance);
    }

    /** Waits until it is ready, and has reached its media server. */
    void ready() {
        await(instance + " is ready").atMost(PATIENCE).until(() -> rest.get("/q/health/ready").status() == 200);
        await(instance + " reaches its media server").atMost(PATIENCE)
                .until(() -> rest.get("/q/health/ready").text().matches("(?s).*\"media servers\": *\"ok.*"));
    }

    /** All of it. */
    void run() {
        ready();
        PAGES.forEach(page -> require(rest.get(page).status() == 200, page));
        require(rest.glanceAtEvents("class=media") == 200, "events");
        try (ApiClient client = ApiClient.login(instance.socket(), "rehearsal")) {
            client.request("core/event/subscribe", "class", "media", "subclass", "session");
            for (int round = 0; round < ROUNDS; round++) {
                bySocket(client);
                byRest();
            }
        }
    }

    private void bySocket(ApiClient client) {
        String id = client.request("media/session/create", echo()).path("session_id").asText();
        ObjectNode named = ApiClient.data("session_id", id);
        client.request("media/session/set_candidate", "session_id", id, "sdpMid", "0", "sdpMLineIndex", 0, "candidate",
                "candidate:1 1 udp 2130706431 127.0.0.1 9 typ host");
        client.request("media/session/set_candidate_end", named);
        client.request("media/session/get_info", named);
        client.request("media/session/get_stats", named);
        client.request("media/session/update_media", "session_id", id, "mute_audio", true);
        client.request("media/session/set_type", "session_id", id, "type", "park");
        client.request("media/session/get_list");
        client.request("media/session/destroy", named);
        refused(client, "media/session/get_info", named);
        refused(client, "media/session/create", ApiClient.data("type", 5));
        String room = client.request("media/room/create", "class", "sfu").path("room_id").asText();
        client.request("media/room/destroy", "room_id", room);
        await().atMost(PATIENCE).until(
                () -> client.events(id).stream().anyMatch(event -> event.type().equals("destroyed")));
    }

    private void byRest() {
        JsonNode made = rest.command("media/session/create", echo()).data();
        ObjectNode named = ApiClient.data("session_id", made.path("session_id").asText());
        require(rest.command("media/session/get_info", named).status() == 200, "get_info");
        require(rest.command("media/session/destroy", named).status() == 200, "destroy");
        require(rest.command("media/session/get_info", named).status() == 404, "get_info of what is gone");
    }

    private static ObjectNode echo() {
        return ApiClient.data("type", "echo", "wait_reply", true, "offer",
                ApiClient.data("sdp", Offers.contractOffer(), "trickle_ice", true));
    }

    private static void refused(ApiClient client, String command, JsonNode data) {
        try {
            client.request(command, data);
        } catch (ApiClient.ErrorAnswer expected) {
            return;
        }
        throw new IllegalStateException(command + " was not refused");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException(what + ": not as it should be");
        }
    }
}
