package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;
import io.mediary.testing.ApiClient.Received;
import io.mediary.testing.CuttingProxy;
import io.mediary.testing.CuttingProxy.Side;
import io.mediary.testing.Extent;
import io.mediary.testing.RequiresCommand;

/**
 * An instance is killed (SIGKILL) at each step of a command: before a script or a media transaction happens, and after
 * it has happened but before its answer arrives. Another instance leaves nothing of it behind, and the client, which
 * resumes there, knows how it stands. {@code -Pfaults} has all steps.
 */
@RequiresCommand("ffmpeg")
class CrashStepsIT {

    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int SESSION_NOT_FOUND = 100062;
    private static final String KURENTO = "transaction";
    /** The times that bound the clearing up, shortened alike. */
    private static final String[] QUICK = {"mediary.store.heartbeat", "500ms", "mediary.store.lease", "6s",
            "mediary.store.creating", "4s", "mediary.store.claim", "4s", "mediary.kurento.request-timeout", "3s"};

    @TempDir
    private static Path directory;
    private static String film;
    private static Cluster cluster;
    private static Cluster.Watched survivor;
    private static CompletableFuture<Cluster.Watched> next;

    @BeforeAll
    static void start() {
        cluster = new Cluster("crash-steps");
        film = Film.OPUS.make(directory).toUri().toString();
        survivor = instance();
        try (ApiClient client = ApiClient.login(survivor.instance().socket(), "warm-up")) {
            String id = answered(client, offered(client));
            client.request("media/session/destroy", "session_id", id);
        }
        nothingIsLeft();
        prepare();
    }

    @AfterAll
    static void stop() throws Exception {
        next.join();
        cluster.close();
    }

    /** The time that a command does a step at which its instance is killed: before and after. */
    private record Step(String command, int time, String name) {

        /** Scripts are what they are in whichever command; of the media server each command wants something else. */
        String kind() {
            return name.equals(KURENTO) ? command : name;
        }

        Stream<Arguments> bothSides() {
            return Arrays.stream(Side.values()).map(side -> Arguments.of(command, side, name, time));
        }
    }

    /** Each step of each command in the whole suite, else the first of each kind. */
    static Stream<Arguments> steps() {
        Set<String> kinds = new HashSet<>();
        return Stream.of(steps("create", "index", "create", KURENTO, "commit"),
                steps("set_answer", "acquire", KURENTO, "commit"),
                steps("destroy", "acquire", KURENTO, "commit", "unindex"),
                steps("bridge", "acquire", KURENTO, "commit"), again("bridge", "acquire", KURENTO, "commit"),
                steps("publish", "commit", "room_join"), again("publish", "commit"),
                steps("play", "acquire", KURENTO, "commit"), again("play", KURENTO), steps("play", 3, KURENTO),
                steps("record", "acquire", "create", KURENTO, "commit"), again("record", KURENTO, "commit"),
                steps("record", 3, KURENTO)).flatMap(List::stream)
                .filter(step -> Extent.isWhole() || kinds.add(step.kind())).flatMap(Step::bothSides);
    }

    private static List<Step> steps(String command, String... steps) {
        return steps(command, 1, steps);
    }

    /** The second time that the command does them: for the session at the other end, or after its room. */
    private static List<Step> again(String command, String... steps) {
        return steps(command, 2, steps);
    }

    private static List<Step> steps(String command, int time, String... steps) {
        return Arrays.stream(steps).map(step -> new Step(command, time, step)).toList();
    }

    @ParameterizedTest(name = "{0}, killed {1} {2} {3}")
    @MethodSource("steps")
    void nothingIsLeftAndTheClientKnows(String command, Side side, String step, int time) {
        Cluster.Watched victim = next.join();
        String user = command + "-" + side + "-" + step + "-" + time;
        prepare();
        ApiClient client = ApiClient.login(victim.instance().socket(), user);
        Runnable action = action(command, client);
        CuttingProxy proxy = step.equals(KURENTO) ? cluster.kurento() : victim.redis();
        proxy.cut(step::equals, time, side, victim.instance()::kill);

        action.run();
        await("the command reaches the step").atMost(BOUND).until(proxy::hasCut);
        await("the instance is dead").atMost(BOUND).until(() -> !victim.instance().running());

        try (ApiClient resumed = ApiClient.resume(survivor.instance().socket(), user, client.session())) {
            assertThat(resumed.session()).isEqualTo(client.session());
            await("nothing is left half done").atMost(BOUND).until(() -> halfDone().isEmpty());
            await("both sides say the same").atMost(BOUND).until(() -> agree(resumed));
            for (JsonNode id : resumed.request("media/session/get_list")) {
                end(resumed, id.asText());
            }
            for (JsonNode room : resumed.request("media/room/get_list")) {
                resumed.request("media/room/destroy", "room_id", room.path("room_id"));
            }
            List<Received> all = Stream.concat(client.events().stream(), resumed.events().stream()).toList();
            for (String id : ids(all, "created")) {
                await("the client is told that its session ended").atMost(BOUND)
                        .until(() -> ids(client.events(id), "destroyed").size()
                                + ids(resumed.events(id), "destroyed").size() > 0);
            }
            nothingIsLeft();
            if (!leavesAnIndexEntry(step, side)) {
                await("index of the user").atMost(BOUND).until(() -> keys(":user:s:" + user).findAny().isEmpty());
            }
        }
    }

    /** The entry is written before the record; where this never came, readers mend it, a minute later at the earliest. */
    private static boolean leavesAnIndexEntry(String step, Side side) {
        return step.equals("index") && side == Side.AFTER || step.equals("create") && side == Side.BEFORE;
    }

    /** Bridges have two sides, publishers are members of their rooms, and members are publishers. */
    private static boolean agree(ApiClient client) {
        Map<String, JsonNode> sessions = new HashMap<>();
        for (JsonNode id : client.request("media/session/get_list")) {
            sessions.put(id.asText(), client.request("media/session/get_info", "session_id", id));
        }
        Set<String> members = new HashSet<>();
        for (JsonNode room : client.request("media/room/get_list")) {
            client.request("media/room/get_info", "room_id", room.path("room_id")).path("members").fieldNames()
                    .forEachRemaining(members::add);
        }
        Set<String> publishers = sessions.values().stream()
                .filter(session -> session.path("type").asText().equals("publish"))
                .map(session -> session.path("session_id").asText())
                .collect(Collectors.toSet());
        return members.equals(publishers) && sessions.values().stream()
                .filter(session -> session.path("type").asText().equals("bridge"))
                .allMatch(session -> sessions.containsKey(session.path("peer_id").asText())
                        && sessions.get(session.path("peer_id").asText()).path("peer_id")
                                .equals(session.path("session_id")));
    }

    private static Runnable action(String command, ApiClient client) {
        return switch (command) {
            case "create" -> () -> client.send("media/session/create",
                    ApiClient.data("type", "echo", "offer", Sdp.offer(), "wait_reply", true));
            case "set_answer" -> {
                JsonNode made = offered(client);
                yield () -> client.send("media/session/set_answer",
                        ApiClient.data("session_id", made.path("session_id"),
                                "answer", Sdp.answer(made.path("offer"))));
            }
            case "bridge" -> {
                String one = answered(client, offered(client));
                String other = answered(client, offered(client));
                yield () -> client.send("media/session/set_type",
                        ApiClient.data("session_id", one, "type", "bridge", "peer_id", other));
            }
            case "play" -> {
                String id = answered(client, offered(client));
                yield () -> client.send("media/session/set_type",
                        ApiClient.data("session_id", id, "type", "play", "uri", film));
            }
            case "record" -> {
                String id = answered(client, offered(client));
                yield () -> client.send("media/session/recorder_action",
                        ApiClient.data("session_id", id, "action", "start"));
            }
            case "publish" -> () -> client.send("media/session/create",
                    ApiClient.data("type", "publish", "offer", Sdp.offer(), "wait_reply", true));
            default -> {
                String id = answered(client, offered(client));
                yield () -> client.send("media/session/destroy", ApiClient.data("session_id", id));
            }
        };
    }

    /** A session with the server's offer, of which the media server has nothing more to say. */
    private static JsonNode offered(ApiClient client) {
        JsonNode made = client.request("media/session/create", "type", "echo", "wait_reply", true);
        await().atMost(BOUND)
                .until(() -> !ids(client.events(made.path("session_id").asText()), "candidate_end").isEmpty());
        return made;
    }

    private static String answered(ApiClient client, JsonNode made) {
        String id = made.path("session_id").asText();
        client.request("media/session/set_answer", "session_id", id, "answer", Sdp.answer(made.path("offer")));
        return id;
    }

    private static void end(ApiClient client, String id) {
        try {
            client.request("media/session/destroy", "session_id", id);
        } catch (ApiClient.ErrorAnswer over) {
            assertThat(over.code()).isEqualTo(SESSION_NOT_FOUND);
        }
    }

    /** Starts the next victim while this one is looked at. */
    private static void prepare() {
        next = CompletableFuture.supplyAsync(CrashStepsIT::instance);
    }

    private static Cluster.Watched instance() {
        List<String> settings = new ArrayList<>(List.of(QUICK));
        settings.addAll(List.of("mediary.uris.allow", directory.toUri().toString(), "mediary.recordings.directory",
                directory.resolve("recordings").toString()));
        return cluster.watched(settings.toArray(String[]::new));
    }

    private static Set<String> ids(List<Received> events, String type) {
        return events.stream().filter(event -> event.type().equals(type)).map(Received::object)
                .collect(Collectors.toSet());
    }

    /** Leases and creations of sessions that somebody must look at. */
    private static List<String> halfDone() {
        return deadlines().filter(item -> item.contains("\"lease\"") || item.contains("\"creating\"")).toList();
    }

    /** Deadlines and messages of sessions, and of users' indexes. */
    private static Stream<String> deadlines() {
        return keys(":deadlines").flatMap(key -> cluster.redis().members(key).stream())
                .filter(item -> item.startsWith("[\"s\"") || item.startsWith("[\"user\""));
    }

    private static Stream<String> keys(String part) {
        return cluster.redis().keys().stream().filter(key -> key.contains(part));
    }

    /** No object at the media server but its pipeline; no record, lease, deadline or message in Redis. */
    private static void nothingIsLeft() {
        await("media objects").atMost(BOUND).until(() -> cluster.media().openObjects() <= 1);
        await().atMost(BOUND).untilAsserted(() -> {
            assertThat(deadlines()).as("deadlines and messages").isEmpty();
            assertThat(keys("}:s:").filter(key -> cluster.redis().command("HGET", key, "ended") == null))
                    .as("living records").isEmpty();
            assertThat(keys("}:s:").filter(key -> cluster.redis().command("HGET", key, "token") != null))
                    .as("leases").isEmpty();
            assertThat(keys("}:objects").flatMap(key -> cluster.redis().members(key).stream())
                    .filter(name -> name.startsWith("s:"))).as("index of all").isEmpty();
            assertThat(keys("}:candidates:")).as("candidates").isEmpty();
            assertThat(keys("}:conn:").filter(key -> key.endsWith(":objects"))).as("objects of connections").isEmpty();
        });
    }
}
