package io.mediary.e2e;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.contract.Offers;
import io.mediary.testing.ApiClient;

/**
 * A client that sends commands as they come to its mind, several at a time, about sessions and rooms that it shares with
 * others of its kind. What it sends is a function of its seed and of what is there when it looks. Used by one thread.
 */
final class RandomClient {

    private static final List<String> TYPES = List.of("park", "echo", "bridge", "publish", "listen");
    private static final List<String> ROOMS = List.of("red", "green", "blue");
    private static final int IN_FLIGHT = 4;
    private static final int SESSION_NOT_FOUND = 100062;
    private static final String OFFER = Offers.contractOffer();

    private final String name;
    private final ApiClient api;
    private final Known known;
    private final Journal journal;
    private final Random random;
    private final Semaphore inFlight = new Semaphore(IN_FLIGHT);

    RandomClient(String name, ApiClient api, Known known, Journal journal, long seed) {
        this.name = name;
        this.api = api;
        this.known = known;
        this.journal = journal;
        this.random = new Random(seed);
    }

    /** Sends so many commands and waits until all are answered, or 30 s have passed without an answer. */
    void run(int commands) {
        for (int i = 0; i < commands; i++) {
            step();
        }
        inFlight.acquireUninterruptibly(IN_FLIGHT);
        inFlight.release(IN_FLIGHT);
    }

    private void step() {
        String id = known.any(random);
        int dice = random.nextInt(100);
        if (id.isEmpty() || (dice < 30 && known.isFew())) {
            create();
        } else if (dice < 58) {
            setType(id);
        } else if (dice < 66) {
            send("media/session/set_answer", of(id).set("answer", sdp(random.nextInt(8) == 0)));
        } else if (dice < 73) {
            send("media/session/update_media", of(id).put("mute_" + oneOf(List.of("audio", "video", "data")),
                    random.nextBoolean()).put("bitrate", 100 * random.nextInt(10)));
        } else if (dice < 80) {
            candidate(id);
        } else if (dice < 90) {
            send("media/session/destroy", of(id));
        } else if (dice < 94) {
            send("media/room/create", ApiClient.data("class", "sfu", "room_id", oneOf(ROOMS)));
        } else if (dice < 97) {
            send("media/room/destroy", ApiClient.data("room_id", oneOf(ROOMS)));
        } else {
            send("media/session/get_info", of(id));
        }
    }

    private void create() {
        ObjectNode data = ApiClient.data("access", "any", "wait_reply", random.nextBoolean());
        boolean direct = random.nextInt(10) == 0;
        String type = direct ? "p2p" : oneOf(TYPES);
        typed(data, type);
        if (random.nextBoolean()) {
            data.set("offer", sdp(random.nextInt(8) == 0));
        }
        if (random.nextInt(3) == 0) {
            data.put("stop_after_peer", false);
        }
        if (random.nextInt(3) == 0) {
            data.put("master_id", known.any(random));
            data.put("set_master_answer", random.nextBoolean());
        }
        if (random.nextInt(12) == 0) {
            data.put("no_offer_trickle_ice", true).put("no_answer_trickle_ice", true).put("trickle_ice_timeout", 150);
        }
        if (data.path("master_id").asText("-").isEmpty()) {
            data.remove("master_id");
        }
        if (direct) {
            data.remove("wait_reply"); // what it would wait for is another client's answer
            if (!data.has("master_id")) {
                data.set("offer", sdp(false));
            }
        }
        send("media/session/create", data).whenComplete((made, failure) -> {
            if (failure == null) {
                known.made(made.path("session_id").asText(), type);
            }
        });
    }

    private void setType(String id) {
        String type = oneOf(TYPES);
        ObjectNode data = typed(of(id), type);
        if (random.nextInt(5) == 0) {
            data.put("mute_video", random.nextBoolean());
        }
        known.turns(id, type);
        send("media/session/set_type", data);
    }

    /** A type and what it needs; where there is nothing to name, another type. */
    private ObjectNode typed(ObjectNode data, String type) {
        String other = type.equals("listen") ? known.publisher(random) : known.any(random);
        if ((type.equals("bridge") || type.equals("listen")) && other.isEmpty()) {
            return data.put("type", "echo");
        }
        switch (type) {
            case "bridge" -> data.put("peer_id", other);
            case "listen" -> data.put("publisher_id", other);
            case "publish" -> {
                if (random.nextInt(4) > 0) {
                    data.put("room_id", oneOf(ROOMS)).put("create_room", random.nextInt(3) > 0);
                }
            }
            default -> {
            }
        }
        return data.put("type", type);
    }

    private void candidate(String id) {
        if (random.nextInt(4) == 0) {
            send("media/session/set_candidate_end", of(id));
        } else {
            send("media/session/set_candidate", Sdp.candidate(id, 1_024 + random.nextInt(60_000)));
        }
    }

    private CompletableFuture<JsonNode> send(String command, JsonNode data) {
        inFlight.acquireUninterruptibly();
        journal.sent(name, command, data);
        return api.send(command, data).whenComplete((answer, failure) -> {
            journal.answered(name, command, data, answer, failure);
            boolean names = data.has("peer_id") || data.has("publisher_id");
            if (command.endsWith("session/destroy") || (failure != null && !names && isNotThere(failure))) {
                known.gone(data.path("session_id").asText());
            }
            inFlight.release();
        });
    }

    private static boolean isNotThere(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof ApiClient.ErrorAnswer error && error.code() == SESSION_NOT_FOUND;
    }

    private static ObjectNode of(String id) {
        return ApiClient.data("session_id", id);
    }

    private static ObjectNode sdp(boolean trickle) {
        return ApiClient.data("sdp", OFFER, "trickle_ice", trickle);
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
