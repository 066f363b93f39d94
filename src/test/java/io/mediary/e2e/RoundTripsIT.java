package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.CuttingProxy;
import io.mediary.testing.RequiresCommand;

/** What a command costs between the instance and what it depends on, counted on the wire. */
@RequiresCommand("ffmpeg")
class RoundTripsIT {

    /** The media server's own news, and the tidying after the answer. */
    private static final Predicate<String> NOT_OF_THE_COMMAND = Set.of("append", "found", "unindex", "unwatch",
            "connection_unsubscribe", "connection_save", "done", "watch")::contains;

    @TempDir
    private static Path directory;
    private static String film;
    private static Cluster cluster;
    private static Cluster.Watched watched;
    private static ApiClient client;

    @BeforeAll
    static void start() {
        cluster = new Cluster("round-trips");
        film = Film.OPUS.make(directory, 1).toUri().toString();
        watched = cluster.watched("mediary.uris.allow", directory.toUri().toString(),
                "mediary.recordings.directory", directory.resolve("recordings").toString());
        client = ApiClient.login(watched.instance().socket(), "counter");
        everyScriptOnce();
    }

    @AfterAll
    static void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        cluster.close();
    }

    @Test
    void createTakesAtMostFourToRedisAndTwoToTheMediaServer() {
        begin();
        JsonNode made = client.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply",
                true);
        long answered = System.nanoTime();

        assertThat(redis(made.path("session_id").asText(), answered)).startsWith("index", "create").endsWith("commit")
                .hasSizeLessThanOrEqualTo(4);
        assertThat(sequentialKurentoTrips(answered)).isBetween(1, 2);
        client.request("media/session/destroy", "session_id", made.path("session_id"));
    }

    @Test
    void commandThatChangesTakesTwo() {
        String id = settledSession();

        assertThat(redisTripsOf(id, "update_media", "mute_audio", true)).containsExactly("acquire", "commit");
        assertThat(redisTripsOf(id, "set_type", "type", "park")).containsExactly("acquire", "commit");
        assertThat(sequentialKurentoTrips(System.nanoTime())).isEqualTo(1);
        assertThat(redisTripsOf(id, "destroy")).containsExactly("acquire", "commit");
    }

    /** Two changes, and the reads by which each side looks at the other: of both records, and of the codecs. */
    @Test
    void bridgeTakesTwoChangesAndFourReads() {
        String first = settledSession();
        String second = settledSession();

        begin();
        client.request("media/session/set_type", "session_id", first, "type", "bridge", "peer_id", second);
        long answered = System.nanoTime();
        List<String> trips = watched.redis().calls().stream()
                .filter(call -> call.answered() < answered)
                .filter(call -> call.text().contains(first) || call.text().contains(second))
                .map(CuttingProxy.Call::name)
                .filter(NOT_OF_THE_COMMAND.negate())
                .toList();
        assertThat(trips).containsExactly("hmget", "hmget", "acquire", "hmget", "commit", "acquire", "hmget", "commit");
        assertThat(sequentialKurentoTrips(answered)).isEqualTo(2);
        client.request("media/session/destroy", "session_id", first); // ends the second too
    }

    @Test
    void answerOfTheClientTakesTwo() {
        JsonNode made = client.request("media/session/create", "type", "echo", "wait_reply", true);
        String id = made.path("session_id").asText();
        settle(id);

        assertThat(redisTripsOf(id, "set_answer", "answer", Sdp.answer(made.path("offer"))))
                .containsExactly("acquire", "commit");
        client.request("media/session/destroy", "session_id", id);
    }

    @Test
    void readTakesOne() {
        String id = settledSession();

        assertThat(redisTripsOf(id, "get_info")).hasSize(1);
        assertThat(redisTripsOf(id, "get_answer")).hasSize(1);
        client.request("media/session/destroy", "session_id", id);
    }

    @Test
    void candidateTakesOne() {
        String id = settledSession();

        begin();
        client.request("media/session/set_candidate", Sdp.candidate(id, 9));
        assertThat(redis(id, System.nanoTime())).containsExactly("offer");
        assertThat(sequentialKurentoTrips(System.nanoTime())).isLessThanOrEqualTo(1);
        client.request("media/session/destroy", "session_id", id);
    }

    /**
     * What is read first is who may say that and whether both sessions are there; then the call's change, the callee's session's
     * and the caller's, each with a look at the other; the places of what rings are given back; at last what has become of the call.
     */
    @Test
    void wordsOfACallTakeTwoAndAcceptingItThreeChanges() {
        try (ApiClient callee = ApiClient.login(watched.instance().socket(), "callee")) {
            JsonNode made = client.request("media/call/create", "callee", "callee", "offer", Sdp.offer(), "wait_reply",
                    true);
            String call = made.path("call_id").asText();
            await().until(() -> callee.asked().stream().anyMatch(asked -> asked.path("cmd").asText().equals("invite")));
            JsonNode invite = callee.asked().stream().filter(asked -> asked.path("cmd").asText().equals("invite"))
                    .findFirst().orElseThrow().path("data");
            String leg = invite.path("session_id").asText();
            settle(made.path("session_id").asText());
            await().until(() -> callee.events(leg).stream().anyMatch(event -> event.type().equals("candidate_end")));

            begin();
            callee.request("media/call/ringing", "call_id", call);
            assertThat(redis(call, System.nanoTime())).containsExactly("acquire", "commit");
            begin();
            callee.request("media/call/get_info", "call_id", call);
            assertThat(redis(call, System.nanoTime())).containsExactly("hmget");

            begin();
            callee.request("media/call/accepted", "call_id", call, "answer", Sdp.answer(invite.path("offer")));
            long answered = System.nanoTime();
            List<String> trips = watched.redis().calls().stream()
                    .filter(trip -> trip.answered() < answered)
                    .filter(trip -> Stream.of(call, leg, made.path("session_id").asText())
                            .anyMatch(trip.text()::contains))
                    .map(CuttingProxy.Call::name).filter(NOT_OF_THE_COMMAND.negate()).toList();
            assertThat(trips).startsWith("hmget", "hmget", "hmget", "acquire", "commit");
            assertThat(trips.stream().filter("commit"::equals)).as("changes").hasSizeLessThanOrEqualTo(5);
            assertThat(trips).hasSizeLessThanOrEqualTo(23);
            client.request("media/call/hangup", "call_id", call);
        }
    }

    /** The session is read once more, for what may be played depends on it; the player is made, wired, started. */
    @Test
    void playingTakesOneReadAndThreeToTheMediaServer() {
        String id = settledSession();

        assertThat(redisTripsOf(id, "set_type", "type", "play", "uri", film))
                .containsExactly("hmget", "acquire", "commit");
        assertThat(sequentialKurentoTrips(System.nanoTime())).isEqualTo(3);
        client.request("media/session/destroy", "session_id", id);
    }

    /** The recording's record is made under the session's lease; the recorder is made, wired, started. */
    @Test
    void recordingTakesARecordMoreAndThreeToTheMediaServer() {
        String id = settledSession();

        assertThat(redisTripsOf(id, "recorder_action", "action", "start"))
                .containsExactly("acquire", "create", "commit");
        assertThat(sequentialKurentoTrips(System.nanoTime())).isEqualTo(3);
        client.request("media/session/recorder_action", "session_id", id, "action", "stop");
        client.request("media/session/destroy", "session_id", id);
    }

    /** A session of which the media server has nothing more to say. */
    private static String settledSession() {
        String id = client.request("media/session/create", "type", "echo", "offer", Sdp.offer(), "wait_reply", true)
                .path("session_id").asText();
        settle(id);
        return id;
    }

    private static void settle(String id) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.events(id).stream().anyMatch(event -> event.type().equals("candidate_end")));
        await().atMost(Duration.ofSeconds(10)).during(Duration.ofMillis(700))
                .until(() -> calls(id, System.nanoTime()).size(), size -> {
                    boolean quiet = size == 0;
                    begin();
                    return quiet;
                });
    }

    private static List<String> redisTripsOf(String id, String cmd, Object... data) {
        begin();
        client.request("media/session/" + cmd, ApiClient.data(data).put("session_id", id));
        return redis(id, System.nanoTime());
    }

    private static void begin() {
        watched.redis().forget();
        cluster.kurento().forget();
    }

    /** What the command itself asked of Redis, in order. */
    private static List<String> redis(String id, long answered) {
        return calls(id, answered).stream().map(CuttingProxy.Call::name).filter(NOT_OF_THE_COMMAND.negate()).toList();
    }

    private static List<CuttingProxy.Call> calls(String id, long answered) {
        return watched.redis().calls().stream()
                .filter(call -> call.text().contains(id) && call.answered() < answered).toList();
    }

    /** Requests that were under way at the same time count as one. */
    private static int sequentialKurentoTrips(long answered) {
        int trips = 0;
        long until = Long.MIN_VALUE;
        for (CuttingProxy.Call call : cluster.kurento().calls()) {
            if (!call.name().equals("ping") && call.answered() < answered) {
                trips += call.asked() >= until ? 1 : 0;
                until = Math.max(until, call.answered());
            }
        }
        return trips;
    }

    /** Redis learns each script at its first use, which takes a second round trip. */
    private static void everyScriptOnce() {
        JsonNode made = client.request("media/session/create", "type", "echo", "wait_reply", true);
        String id = made.path("session_id").asText();
        client.request("media/session/set_answer", "session_id", id, "answer", Sdp.answer(made.path("offer")));
        client.request("media/session/set_candidate", Sdp.candidate(id, 9));
        client.request("media/session/set_candidate_end", "session_id", id);
        client.request("media/session/get_info", "session_id", id);
        client.request("media/session/destroy", "session_id", id);
    }
}
