package io.mediary.event;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.StoreConfig;
import io.mediary.instance.Bell;
import io.mediary.instance.InstanceGone;
import io.mediary.instance.TestInstance;
import io.mediary.signal.Signals;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.NewRecord;
import io.mediary.store.Partition;
import io.mediary.store.RealRedis;
import io.smallrye.mutiny.Uni;

class LogDeliveryTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final int MANY = 300;

    private final List<TestInstance> all = new ArrayList<>();
    private final List<LogDelivery> deliveries = new ArrayList<>();
    private final String object = UUID.randomUUID().toString();
    private final int partition = Partition.of(object).number();
    private final Recorder receiver = new Recorder("receiver", "u", false);

    @AfterEach
    void stop() {
        all.forEach(TestInstance::die);
        deliveries.forEach(delivery -> delivery.stop(null));
    }

    @Test
    void aSubscriptionBeginsAtTheLogsEnd() {
        LogDelivery one = instance("one");
        publish(one, object, "before");
        await(one.attach(receiver, List.of(), Map.of()));
        await(one.subscribe("receiver", to(object)));
        publish(one, object, "after");
        await().until(() -> !receiver.events.isEmpty());
        publish(one, object, "subscribed to all");
        await(one.subscribe("receiver", to("*")));
        publish(one, object, "last");
        await().until(() -> receiver.types().contains("last"));
        assertThat(receiver.types()).containsExactly("after", "subscribed to all", "last");
    }

    @Test
    void eventsReachTheSocketWhereverItIs() {
        LogDelivery one = instance("one");
        LogDelivery two = instance("two");
        await(two.attach(receiver, List.of(to(object)), Map.of()));
        publish(one, object, "hello");
        await().until(() -> receiver.events.size() == 1);
        ObjectNode data = receiver.events.get(0).data();
        assertThat(data.get("class").asText()).isEqualTo("media");
        assertThat(data.get("obj_id").asText()).isEqualTo(object);
        assertThat(data.get("event_id").asText()).isEqualTo(receiver.events.get(0).position()
                .eventId(receiver.events.get(0).partition()));
        assertThat(data.get("body").get("n").asText()).isEqualTo("hello");
    }

    @Test
    void wildcardsHearAllPartitionsInTheOrderOfEachObject() {
        LogDelivery one = instance("one");
        await(one.attach(receiver, List.of(to("*")), Map.of()));
        List<String> objects = IntStream.range(0, 64).mapToObj(n -> new Partition(n).newId()).toList();
        for (int i = 0; i < 3; i++) {
            for (String each : objects) {
                publish(one, each, "t" + i);
            }
        }
        await().until(() -> receiver.events.size() == 192);
        for (String each : objects) {
            assertThat(receiver.events.stream().filter(event -> event.data().get("obj_id").asText().equals(each))
                    .map(event -> event.data().get("type").asText())).containsExactly("t0", "t1", "t2");
        }
    }

    @Test
    void anEventComesOnceWithTheBodiesOfAllItsSubscriptions() {
        LogDelivery one = instance("one");
        Subscription first = new Subscription("media", "*", "*", object, body("a", "1").put("b", "1").put("n", "1"));
        Subscription second = new Subscription("media", "session", "*", "*", body("b", "2").put("c", "2"));
        await(one.attach(receiver, List.of(first, second), Map.of()));
        publish(one, object, "x");
        publish(one, object, "end");
        await().until(() -> receiver.types().contains("end"));
        assertThat(receiver.types()).containsExactly("x", "end");
        assertThat(receiver.events.get(0).data().get("body"))
                .isEqualTo(body("a", "1").put("b", "2").put("n", "x").put("c", "2"));
        Subscription replaced = new Subscription("media", "*", "*", object, body("a", "3"));
        await(one.subscribe("receiver", replaced));
        assertThat(one.subscriptions("receiver")).containsExactly(replaced, second);
    }

    @Test
    void onlyWhatMatchesAndMayBeSeenComes() {
        LogDelivery one = instance("one");
        Recorder other = new Recorder("other", "other", false);
        Recorder administrator = new Recorder("administrator", "root", true);
        Subscription narrow = new Subscription("media", "session", "wanted", object, body());
        await(one.attach(receiver, List.of(narrow), Map.of()));
        await(one.attach(other, List.of(to(object)), Map.of()));
        await(one.attach(administrator, List.of(to(object)), Map.of()));
        publish(one, object, "unwanted");
        publish(one, object, "wanted");
        await(one.publish(new Event("media", "session", "everyone's", object, "", body())));
        await().until(
                () -> administrator.events.size() == 3 && other.events.size() == 1 && receiver.events.size() == 1);
        assertThat(receiver.types()).containsExactly("wanted");
        assertThat(other.types()).containsExactly("everyone's");
    }

    @Test
    void whoResumesGetsAllThatWasNotAcknowledgedOnceAndInOrderWhileOthersWrite() {
        LogDelivery one = instance("one");
        LogDelivery two = instance("two");
        Recorder watching = new Recorder("watching", "u", false);
        await(two.attach(watching, List.of(to(object)), Map.of()));
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        List<Uni<Void>> writes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            publish(one, object, "early " + i);
        }
        await().until(() -> receiver.events.size() == 50);
        receiver.events.subList(0, 20).forEach(event -> one.acknowledged("receiver", partition, event.position()));
        // Out of order: it is outstanding what is not contiguous.
        one.acknowledged("receiver", partition, receiver.events.get(30).position());
        Map<Integer, LogPosition> positions = one.positions("receiver");
        assertThat(positions).containsEntry(partition, receiver.events.get(19).position());
        one.detach("receiver");
        for (int i = 0; i < MANY; i++) {
            writes.add(one.publish(event(object, "late " + i)));
        }
        Recorder resumed = new Recorder("receiver", "u", false);
        Uni<Void> resuming = two.attach(resumed, List.of(to(object)), positions);
        await(Uni.join().all(Uni.join().all(writes).andFailFast().replaceWithVoid(), resuming).andFailFast());
        publish(one, object, "last");
        await().until(() -> resumed.types().contains("last") && watching.types().contains("last"));
        assertThat(resumed.events).hasSize(30 + MANY + 1);
        assertInOrderAndOnce(resumed);
        assertThat(watching.events).as("the others of the instance are not disturbed").hasSize(50 + MANY + 1);
        assertInOrderAndOnce(watching);
    }

    @Test
    void subscriptionsOfABusyReceiverCostItNoEventAndDoubleNone() {
        LogDelivery one = instance("one");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        List<Uni<Void>> work = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            work.add(one.publish(event(object, "t" + i)));
            if (i % 10 == 0) {
                work.add(one.subscribe("receiver",
                        new Subscription("media", "*", "t" + i, i % 20 == 0 ? "*" : object, body())));
            }
        }
        await(Uni.join().all(work).andFailFast());
        await().until(() -> receiver.events.size() >= MANY);
        publish(one, object, "last");
        await().until(() -> receiver.types().contains("last"));
        assertThat(receiver.events).hasSize(MANY + 1);
        assertInOrderAndOnce(receiver);
    }

    @Test
    void aResumeAfterTheLogWasTrimmedIsTold() {
        LogDelivery one = instance("one", "log-length", "20");
        await(one.attach(receiver, List.of(to(object), to("*")), Map.of()));
        publish(one, object, "acknowledged");
        await().until(() -> receiver.events.size() == 1);
        one.acknowledged("receiver", partition, receiver.events.get(0).position());
        Map<Integer, LogPosition> positions = one.positions("receiver");
        one.detach("receiver");
        for (int i = 0; i < 60; i++) {
            publish(one, object, "t" + i);
        }
        Recorder resumed = new Recorder("receiver", "u", false);
        await(one.attach(resumed, List.of(to(object), to("*")), positions));
        await().until(() -> resumed.types().contains("t59"));
        assertThat(resumed.missed).extracting(Recorder.Missed::subscription).containsExactly(to(object), to("*"));
        LogPosition from = resumed.missed.get(0).position();
        assertThat(resumed.events).isNotEmpty().allMatch(event -> event.position().compareTo(from) > 0);
        assertInOrderAndOnce(resumed);
    }

    @Test
    void aQuietReceiverMissesNothingWhenOldEntriesGo() {
        LogDelivery one = instance("one", "log-length", "20", "resume-window", "1s");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        String neighbour = new Partition(partition).newId();
        for (int i = 0; i < 100; i++) {
            publish(one, neighbour, "not for it");
        }
        await().until(() -> one.positions("receiver").get(partition).stream().equals(lastOfTheLog()));
        Map<Integer, LogPosition> positions = one.positions("receiver");
        one.detach("receiver");
        Recorder resumed = new Recorder("receiver", "u", false);
        await(one.attach(resumed, List.of(to(object)), positions));
        publish(one, object, "for it");
        await().until(() -> resumed.events.size() == 1);
        assertThat(resumed.missed).isEmpty();
    }

    @Test
    void theFirstEventOfAnExpectedObjectComes() {
        LogDelivery one = instance("one");
        TestInstance instance = all.get(0);
        String connection = UUID.randomUUID().toString();
        Recorder creator = new Recorder(connection, "u", false);
        await(one.attach(creator, List.of(to(connection)), Map.of()));
        REDIS.command("HSET", Keys.connection(connection), "user", "u", "epoch", "1");
        for (int i = 0; i < 20; i++) {
            String id = Partition.of(connection).newId();
            one.expect(connection, to(id));
            await(instance.records().create(new NewRecord(Kind.SESSION, id, "u", "{}",
                    Optional.of(new NewRecord.ConnectionRef(connection, 1)),
                    Optional.of("{\"class\":\"media\",\"obj_id\":\"" + id + "\"}"),
                    List.of(event(id, "created " + i).entry()))));
        }
        await().atMost(Duration.ofSeconds(4)).until(() -> creator.events.size() == 20);
        assertThat(creator.types())
                .containsExactlyElementsOf(IntStream.range(0, 20).mapToObj(i -> "created " + i).toList());
    }

    @Test
    void anExpectedObjectOfAnotherPartitionComesToo() {
        LogDelivery one = instance("one");
        await(one.attach(receiver, List.of(), Map.of()));
        one.expect("receiver", to(object));
        publish(one, object, "created");
        await().until(() -> receiver.types().contains("created"));
    }

    @Test
    void whoUnsubscribesOrLeavesGetsNothingMoreAndIsNotWatchedFor() {
        LogDelivery one = instance("one");
        Recorder other = new Recorder("other", "u", false);
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        await(one.attach(other, List.of(to(object)), Map.of()));
        assertThat(await(one.unsubscribe("receiver", to(object)))).isTrue();
        assertThat(await(one.unsubscribe("receiver", to(object)))).isFalse();
        publish(one, object, "x");
        await().until(() -> other.events.size() == 1);
        assertThat(receiver.events).isEmpty();
        assertThat(watchers()).isEqualTo(1);
        one.detach("other");
        await().until(() -> watchers() == 0);
        assertThat(one.receiver("other")).isEmpty();
        assertThat(one.receiver("receiver")).contains(receiver);
    }

    @Test
    void theWatchesOfADeadInstanceGo() {
        LogDelivery one = instance("one");
        LogDelivery two = instance("two");
        await(one.attach(receiver, List.of(to(object), to("*")), Map.of()));
        assertThat(watchers()).isEqualTo(1);
        two.gone(new InstanceGone("one"));
        await().until(() -> watchers() == 0);
        assertThat(REDIS.command("KEYS", "mediary:*watch*").size()).isZero();
    }

    @Test
    void anInstanceThatWasTakenForDeadWatchesAgain() {
        LogDelivery one = instance("one", "catch-up", "300ms");
        LogDelivery two = instance("two");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        two.gone(new InstanceGone("one"));
        await().until(() -> watchers() == 1
                && REDIS.command("EXISTS", Keys.watches(new Partition(partition), "one")).toInteger() == 1);
        publish(two, object, "x");
        await().until(() -> receiver.types().contains("x"));
    }

    @Test
    void aLostBellIsMadeUpFor() {
        LogDelivery one = instance("one", "catch-up", "300ms");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        REDIS.command("SREM", "mediary:{" + partition + "}:watch:" + object, "one");
        publish(one, object, "x");
        await().until(() -> receiver.types().contains("x"));
    }

    @Test
    void afterRedisHasComeBackEmptyClientsAreToldAndEventsGoOn() throws IOException {
        LogDelivery one = instance("one", "heartbeat", "200ms");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        publish(one, object, "before");
        await().until(() -> receiver.events.size() == 1);
        REDIS.stop();
        REDIS.start();
        await().until(() -> !receiver.missed.isEmpty());
        assertThat(receiver.missed.get(0).subscription()).isEqualTo(to(object));
        publish(one, object, "after");
        await().until(() -> receiver.types().contains("after"));
        assertThat(receiver.types()).containsExactly("before", "after");
    }

    @Test
    void afterTheEndOfALogWasLostClientsAreToldAndEventsGoOn() {
        LogDelivery one = instance("one");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        publish(one, object, "kept");
        publish(one, object, "lost by a fail-over");
        await().until(() -> receiver.events.size() == 2);
        REDIS.command("XDEL", Keys.log(new Partition(partition)), lastOfTheLog());
        one.ring(Integer.toString(partition));
        await().until(() -> !receiver.missed.isEmpty());
        assertThat(receiver.missed.get(0).subscription()).isEqualTo(to(object));
        publish(one, object, "after");
        await().until(() -> receiver.types().contains("after"));
        assertThat(receiver.missed).hasSize(1);
    }

    @Test
    void aReceiverThatFailsHoldsNobodyUp() {
        LogDelivery one = instance("one");
        Receiver broken = new Receiver() {

            @Override
            public String id() {
                return "broken";
            }

            @Override
            public String user() {
                return "u";
            }

            @Override
            public boolean administrator() {
                return false;
            }

            @Override
            public void receive(Delivered event) {
                throw new IllegalStateException("broken");
            }

            @Override
            public void missed(Subscription subscription, int from, LogPosition position) {
                throw new IllegalStateException("broken");
            }
        };
        await(one.attach(broken, List.of(to(object)), Map.of()));
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        REDIS.command("XADD", Keys.log(new Partition(partition)), "*", "o", object, "u", "", "e", "not JSON");
        one.ring(String.valueOf(partition));
        await().until(() -> one.positions("receiver").get(partition).stream().equals(lastOfTheLog()));
        publish(one, object, "1");
        await().until(() -> receiver.types().contains("1"));
        publish(one, object, "2");
        await().until(() -> receiver.types().contains("2"));
    }

    @Test
    void anEventComesWithItsBellForAllReceiversOfTheInstance() {
        LogDelivery one = instance("one", "heartbeat", "1h", "catch-up", "1h");
        LogDelivery two = instance("two", "heartbeat", "1h", "catch-up", "1h");
        List<Recorder> all = IntStream.range(0, 4).mapToObj(i -> new Recorder("r" + i, "u", false)).toList();
        all.forEach(each -> await(one.attach(each, List.of(to(object)), Map.of())));
        List<String> published = new ArrayList<>();
        // The first of its log is read, and once more perhaps for an earlier bell.
        await().until(() -> inPartition(REDIS.roundTrips(() -> published(two, published, all))) == 1);
        assertThat(inPartition(REDIS.roundTrips(() -> {
            for (int i = 0; i < 10; i++) {
                published(two, published, all);
            }
        }))).as("the scripts that publish, and no read").isEqualTo(10);
        all.forEach(each -> assertThat(each.types()).containsExactlyElementsOf(published));
    }

    @Test
    void whatNoBellBroughtIsRead() {
        LogDelivery one = instance("one", "heartbeat", "1h", "catch-up", "1h");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        publish(one, object, "first of its log");
        publish(one, object, "brought");
        publish(one, new Partition(partition).newId(), "nobody watches that");
        publish(one, object, "behind what no bell told of");
        publish(one, object, "longer than a bell " + "x".repeat(9_000));
        publish(one, object, "behind what no bell brought");
        appended("rung for in vain");
        REDIS.command("PUBLISH", Keys.channel("one"), "log " + partition + " [\"no\"");
        await().until(() -> receiver.types().contains("rung for in vain"));
        appended("rung for with something else");
        REDIS.command("PUBLISH", Keys.channel("one"), "log " + partition + " [\"1-1\",\"x\",\"\",\"\",{}]");
        await().until(() -> receiver.types().contains("rung for with something else"));
        publish(one, object, "last");
        await().until(() -> receiver.types().contains("last"));
        assertThat(receiver.types()).hasSize(8).startsWith("first of its log", "brought", "behind what no bell told of")
                .endsWith("behind what no bell brought", "rung for in vain", "rung for with something else", "last");
        assertInOrderAndOnce(receiver);
    }

    @Test
    void bellsThatAreLostDoubledOrInAnotherOrderLoseAndDoubleNothing() {
        Random random = new Random(17);
        AtomicReference<String> held = new AtomicReference<>("");
        LogDelivery one = instance("one", delivery -> new Bell() {

            @Override
            public String type() {
                return delivery.type();
            }

            @Override
            public void ring(String rest) {
                switch (random.nextInt(5)) {
                    case 0 -> delivery.ring(rest);
                    case 1 -> List.of(rest, rest).forEach(delivery::ring);
                    case 2 -> held.set(rest);
                    case 3 -> {
                        delivery.ring(rest);
                        Optional.of(held.getAndSet("")).filter(late -> !late.isEmpty()).ifPresent(delivery::ring);
                    }
                    default -> {
                    }
                }
            }
        }, "catch-up", "300ms");
        LogDelivery two = instance("two");
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        List<String> published = IntStream.range(0, MANY).mapToObj(Integer::toString).toList();
        published.forEach(type -> publish(two, object, type));
        await().until(() -> receiver.events.size() >= MANY);
        assertThat(receiver.types()).containsExactlyElementsOf(published);
        assertInOrderAndOnce(receiver);
    }

    @Test
    void whoComesBetweenBellsMissesNothing() {
        LogDelivery one = instance("one");
        LogDelivery two = instance("two");
        String second = new Partition(partition).newId();
        await(one.attach(receiver, List.of(to(object)), Map.of()));
        for (int i = 0; i < 30; i++) {
            publish(two, object, "o" + i);
            publish(two, second, "not seen " + i);
            Recorder late = new Recorder("late" + i, "u", false);
            await(one.attach(late, List.of(to(second)), Map.of()));
            publish(two, second, "s" + i);
            publish(two, object, "p" + i);
            String wanted = "s" + i;
            await().until(() -> !late.events.isEmpty());
            assertThat(late.types()).containsExactly(wanted);
            one.detach(late.id());
        }
        await().until(() -> receiver.types().contains("p29"));
        assertThat(receiver.types()).containsExactlyElementsOf(
                IntStream.range(0, 30).boxed().flatMap(i -> Stream.of("o" + i, "p" + i)).toList());
        assertInOrderAndOnce(receiver);
    }

    /** Publishes one more, and waits until all have all. */
    private void published(LogDelivery delivery, List<String> published, List<Recorder> receivers) {
        published.add(Integer.toString(published.size()));
        publish(delivery, object, published.get(published.size() - 1));
        await().until(() -> receivers.stream().allMatch(each -> each.events.size() == published.size()));
    }

    /** How many round trips were for the partition. */
    private long inPartition(List<String> roundTrips) {
        return roundTrips.stream().filter(command -> command.contains("mediary:{" + partition + "}:")).count();
    }

    /** An event that no bell was rung for. */
    private void appended(String type) {
        REDIS.command("XADD", Keys.log(new Partition(partition)), "*", "o", object, "u", "u", "e",
                event(object, type).entry().json());
    }

    private String lastOfTheLog() {
        return REDIS.command("XREVRANGE", Keys.log(new Partition(partition)), "+", "-", "COUNT", "1").get(0).get(0)
                .toString();
    }

    private int watchers() {
        return REDIS.command("SCARD", "mediary:{" + partition + "}:watch:" + object).toInteger();
    }

    private static void assertInOrderAndOnce(Recorder recorder) {
        List<LogPosition> positions = recorder.events.stream().map(Delivered::position).toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates();
    }

    private static Subscription to(String object) {
        return new Subscription("media", "*", "*", object, body());
    }

    private static ObjectNode body(String... keyAndValue) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        return keyAndValue.length == 0 ? body : body.put(keyAndValue[0], keyAndValue[1]);
    }

    private static Event event(String object, String type) {
        return Event.media("session", type, object, "u", body("n", type));
    }

    private static void publish(LogDelivery delivery, String object, String type) {
        await(delivery.publish(event(object, type)));
    }

    private LogDelivery instance(String id, String... settings) {
        return instance(id, delivery -> delivery, settings);
    }

    /** @param heard what hears the channel in its stead */
    private LogDelivery instance(String id, Function<LogDelivery, Bell> heard, String... settings) {
        StoreConfig config = RealRedis.config(settings);
        TestInstance instance = new TestInstance(REDIS, id, config);
        all.add(instance);
        LogDelivery delivery = new LogDelivery(
                new PartitionLog(instance.scripts, instance.identity, new ObjectMapper()), config,
                REDIS.vertx().getDelegate(), Signals.NONE);
        deliveries.add(delivery);
        delivery.start(null);
        instance.beat();
        instance.listen(heard.apply(delivery));
        await().until(() -> REDIS.command("PUBSUB", "NUMSUB", Keys.channel(id)).toString().contains("1"));
        return delivery;
    }
}
