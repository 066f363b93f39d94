package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import jakarta.enterprise.inject.Instance;

import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.config.RecordingsConfig;
import io.mediary.config.StoreConfig;
import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.JsonRules;
import io.mediary.media.MediaKind;
import io.mediary.media.RecordingProfile;
import io.mediary.store.Courier;
import io.mediary.store.Due;
import io.mediary.store.DueItems;
import io.mediary.store.HeldLeases;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.LiveInstances;
import io.mediary.store.OwnerIndex;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisRecords;
import io.mediary.store.Scripts;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Recordings over a real Redis: the test says what the sessions' records hold, what the store does, and what is due when. */
abstract class RecordingScene {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    static final Caller ANN = new Caller(true, "ann", false, Optional.empty(), Optional.empty());
    static final Caller BEN = new Caller(true, "ben", false, Optional.empty(), Optional.empty());
    static final Caller ADMINISTRATOR = new Caller(true, "root", true, Optional.empty(), Optional.empty());
    static final RecordingProfile WEBM = new RecordingProfile(RecordingProfile.Format.WEBM,
            Set.of(MediaKind.AUDIO, MediaKind.VIDEO));
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    static {
        new JsonRules(256, 1 << 20).customize(JSON);
    }

    private static final String DIRECTORY = "/var/recordings";
    private static final String MOUNT = Path.of("target", "recordings", "scene").toAbsolutePath().toString();

    /** The recordings that sessions say they write. */
    final Set<String> written = ConcurrentHashMap.newKeySet();
    private final Queue<CompletableFuture<Void>> handed = new ConcurrentLinkedQueue<>();
    final KeptFiles files = new KeptFiles();
    final RecordingInfo info = new RecordingInfo(JSON);
    final RedisRecords records;
    final Recordings recordings;
    final RecordingChanges changes;
    final RecordingEnding ending;
    final KeptSizes sizes;
    final RecordingRetention retention;
    final RecordingDue due;

    /** @param settings some of {@code mediary.recordings}: {@code "keep", "1h"} */
    RecordingScene(String... settings) {
        this(RealRedis.config(), settings);
    }

    RecordingScene(StoreConfig config, String... settings) {
        Scripts scripts = new Scripts(REDIS.redis(), config);
        DueItems items = new DueItems(scripts, config);
        OwnerIndex owners = new OwnerIndex(scripts, config);
        Courier courier = messages -> {
            CompletableFuture<Void> handled = Multi.createFrom().iterable(messages)
                    .onItem().transformToUniAndConcatenate(message -> handed(owners, message)
                            .chain(() -> items.done(List.of(message))).onFailure().recoverWithNull())
                    .collect().asList().replaceWithVoid().subscribeAsCompletionStage();
            handed.add(handled);
            return Uni.createFrom().completionStage(handled);
        };
        var vertx = REDIS.vertx().getDelegate();
        records = new RedisRecords(scripts, owners, new HeldLeases(scripts, vertx, config), courier, new Alone(), vertx,
                config);
        RecordingsConfig kept = config(settings);
        RecordingDocument document = new RecordingDocument(JSON);
        changes = new RecordingChanges(records, document, info, kept);
        ending = new RecordingEnding(changes, files, sessions());
        recordings = new Recordings(records, files, document, changes, ending, new RecordingDirectories(kept), kept);
        sizes = new KeptSizes(scripts);
        retention = new RecordingRetention(sizes, changes, ending, kept);
        due = new RecordingDue(recordings, ending, retention);
    }

    private Uni<Void> handed(OwnerIndex owners, DueItems.Claimed message) {
        return message.due().kind().equals(owners.kind()) ? owners.due(message.due()) : due.due(message.due());
    }

    /** Waits until all messages were handled that were sent, and those that their handlers sent. */
    void settle() {
        for (CompletableFuture<Void> next = handed.poll(); next != null; next = handed.poll()) {
            await(Uni.createFrom().completionStage(next));
        }
    }

    static RecordingsConfig config(String... settings) {
        Map<String, String> properties = new HashMap<>(
                Map.of("mediary.recordings.directory", DIRECTORY, "mediary.recordings.mount", MOUNT));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put("mediary.recordings." + settings[i], settings[i + 1]);
        }
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(RecordingsConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 200)).addDiscoveredConverters().build()
                .getConfigMapping(RecordingsConfig.class);
    }

    /** A recording of ann's session {@code s}, which says so. */
    String begin(String name) {
        return begin(name, "s", "ann");
    }

    String begin(String name, String session, String user) {
        NewRecording wanted = new NewRecording(session, user, name, WEBM);
        await(recordings.begin(wanted));
        written.add(wanted.recordingId());
        return wanted.recordingId();
    }

    /** A recording that came to its end now, with a file. */
    String stopped(String name, long size) {
        String id = begin(name);
        files.sizes.put(name, size);
        told(id, Recordings.STOPPED, recording(id).startedAt());
        return id;
    }

    /** A session's message. */
    void told(String id, String what, long at) {
        await(due.due(new Due("rec", id, what, Long.toString(at))));
        settle();
    }

    /** A deadline is due. */
    void overdue(String id, String deadline) {
        await(due.due(new Due("rec", id, deadline, "")));
        settle();
    }

    void writing(String id, long at) {
        await(recordings.writing(id, Instant.ofEpochMilli(at)));
    }

    void halted(String id, long at) {
        await(recordings.halted(id, Instant.ofEpochMilli(at)));
    }

    Recording recording(String id) {
        return await(recordings.find(id)).orElseThrow();
    }

    /** As callers see it. */
    String state(String id) {
        return info.of(recording(id)).path("state").asText();
    }

    List<String> listed(Optional<String> session, Caller caller) {
        return await(recordings.list(session, caller)).stream().map(Recording::name).toList();
    }

    /** The types of the recording's events so far. */
    List<String> types(String id) {
        return events(id).stream().map(event -> event.path("type").asText()).toList();
    }

    List<JsonNode> events(String id) {
        List<JsonNode> events = new ArrayList<>();
        REDIS.command("XRANGE", Keys.log(Partition.of(id)), "-", "+").forEach(entry -> {
            if (entry.get(1).get(1).toString().equals(id)) {
                events.add(json(entry.get(1).get(5).toString()));
            }
        });
        return events;
    }

    /** The recording's deadlines: a name each. */
    List<String> deadlines(String id) {
        List<String> names = new ArrayList<>();
        REDIS.command("ZRANGE", Keys.deadlines(Partition.of(id)), "0", "-1").forEach(item -> {
            JsonNode parts = json(item.toString());
            if (parts.size() == 3 && parts.path(0).asText().equals("rec") && parts.path(1).asText().equals(id)) {
                names.add(parts.path(2).asText());
            }
        });
        return names;
    }

    long ttl(String id) {
        return REDIS.command("PTTL", Keys.record(Kind.RECORDING, id)).toLong();
    }

    static void assertFails(ErrorCode code, Uni<?> uni) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(code));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @SuppressWarnings("unchecked")
    private Instance<Recorded> sessions() {
        Recorded port = (session, recording) -> Uni.createFrom().item(() -> written.contains(recording));
        return (Instance<Recorded>) Proxy.newProxyInstance(RecordingScene.class.getClassLoader(),
                new Class<?>[]{Instance.class}, (proxy, method, args) -> {
                    if (method.getName().equals("get")) {
                        return port;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** The only instance. */
    private static final class Alone implements LiveInstances {

        @Override
        public String self() {
            return "one";
        }

        @Override
        public boolean alive(String instance) {
            return instance.equals("one");
        }
    }
}
