package io.mediary.store;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

class RecordTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final String connection = UUID.randomUUID().toString();
    private final Partition partition = Partition.of(connection);
    private final String id = partition.newId();
    private final TwoInstances.Side one = new TwoInstances(REDIS, RealRedis.config("sessions-per-user", "3")).one;

    @Test
    void aRecordOfAConnectionIsMadeWithAllThatBelongsToIt() {
        connect();
        Lease lease = await(one.records.create(ofConnection(7)));
        assertThat(lease.doc()).isEqualTo("{\"a\":1}");
        assertThat(members("SMEMBERS", Keys.connectionObjects(connection))).containsExactly("s:" + id);
        assertThat(members("SMEMBERS", Keys.objects(partition))).containsExactly("s:" + id);
        assertThat(REDIS.command("HGET", Keys.connection(connection), "sub:media|session|*|" + id)).hasToString(
                "1|{\"class\":\"media\",\"subclass\":\"session\",\"obj_id\":\"" + id + "\"}");
        assertThat(members("SMEMBERS", "mediary:{" + partition.number() + "}:watch:" + id)).containsExactly("one");
        assertThat(members("SMEMBERS", Keys.watches(partition, "one"))).contains(id);
        assertThat(await(one.records.ofUser(Kind.SESSION, "u"))).containsExactly(id);
        assertThat(await(one.records.all(Kind.SESSION))).containsExactly(id);
        assertThat(deadlines()).contains("creating").contains("lease");
        assertThat(REDIS.command("XLEN", Keys.log(partition)).toInteger()).isEqualTo(1);
        assertThat(REDIS.command("PTTL", Keys.record(Kind.SESSION, id)).toLong()).isBetween(3_600_000L, 3_616_000L);
    }

    @Test
    void aConnectionOfAnotherEpochMakesNothing() {
        connect();
        assertFails(ErrorCode.NOT_AUTHENTICATED, ofConnection(6));
        await().until(() -> REDIS.command("KEYS", "*").size() == 1);
    }

    @Test
    void createIsTwoRoundTrips() {
        await(one.records.create(plain("u")));
        assertThat(REDIS.roundTrips(() -> await(one.records.create(plain("u"))))).hasSize(2);
    }

    @Test
    void whatOthersMakeForAUserIsListedAndDoesNotCount() {
        for (int i = 0; i < 5; i++) {
            await(one.records.create(guest("u")));
        }
        for (int i = 0; i < 3; i++) {
            await(one.records.create(plain("u")));
        }
        assertFails(ErrorCode.TOO_MANY_REQUESTS, plain("u"));
        NewRecord last = guest("u");
        await(one.records.create(last));
        assertThat(await(one.records.ofUser(Kind.SESSION, "u"))).hasSize(9).contains(last.id());
        await(one.owners.due(new Due("user", "u", "unindex",
                "[\"s\",\"" + last.id() + "\",\"" + Long.MAX_VALUE + "\"]")));
        assertThat(await(one.records.ofUser(Kind.SESSION, "u"))).hasSize(8).doesNotContain(last.id());
    }

    @Test
    void whoIsAGuestSomewhereIsThatStillAfterHeHasTriedToTakeItsId() {
        Lease lease = await(one.records.create(ofNobody(id, "other")));
        await(one.records.commit(lease, Change.builder().created().build()));
        await(one.owners.guest(Kind.SESSION, id, "u"));
        assertFails(ErrorCode.DUPLICATED_SESSION_ID, ofNobody(id, "u"));
        assertThat(await(one.records.ofUser(Kind.SESSION, "u"))).containsExactly(id);
        assertThat(REDIS.command("ZCOUNT", Keys.user(Kind.SESSION, "u"), "0", "+inf").toInteger()).isZero();
    }

    @Test
    void aUserHasOnlySoManySessionsThatAreReallyThere() {
        for (int i = 0; i < 3; i++) {
            await(one.records.create(plain("u")));
        }
        await(one.records.create(plain("other")));
        assertFails(ErrorCode.TOO_MANY_REQUESTS, plain("u"));
        REDIS.command("DEL", Keys.record(Kind.SESSION, await(one.records.ofUser(Kind.SESSION, "u")).get(0)));
        assertFails(ErrorCode.TOO_MANY_REQUESTS, plain("u"));
        members("ZRANGE", Keys.user(Kind.SESSION, "u"), "0", "-1")
                .forEach(id -> REDIS.command("ZADD", Keys.user(Kind.SESSION, "u"), "0", id));
        await(one.records.create(plain("u")));
    }

    @Test
    void aUsersObjectsAreOneRoundTripAndEntriesWithoutARecordGo() {
        await(one.records.create(ofNobody(id, "u")));
        await(one.records.ofUser(Kind.SESSION, "u"));
        assertThat(REDIS.roundTrips(() -> await(one.records.ofUser(Kind.SESSION, "u")))).hasSize(1);
        REDIS.command("ZADD", Keys.user(Kind.SESSION, "u"), "0", "gone");
        await().until(() -> await(one.records.ofUser(Kind.SESSION, "u")).equals(List.of(id)));
    }

    @Test
    void aCommitWritesAllAtOnce() {
        Lease lease = await(one.records.create(ofNobody(id, "u")));
        Change change = Change.builder().doc("2").created().deadline(new Deadline("wait", Duration.ofSeconds(60)))
                .event(new LogEntry(id, "u", "first")).event(new LogEntry(id, "u", "second"))
                .message(new Message(Kind.SESSION, "peer", "peer_stopped", "{}")).build();
        await(one.records.commit(lease, change));
        assertThat(await(one.records.read(Kind.SESSION, id))).contains(new Records.Stored("u", "2", false, Map.of()));
        assertThat(deadlines()).contains("wait", "peer_stopped").doesNotContain("creating").doesNotContain("lease");
        assertThat(REDIS.command("XRANGE", Keys.log(partition), "-", "+").toString()).containsSubsequence("first",
                "second");
        assertThat(REDIS.command("PTTL", Keys.record(Kind.SESSION, id)).toLong()).isBetween(3_650_000L, 3_660_000L);
        assertThat(one.handed).extracting(DueItems.Claimed::due)
                .containsExactly(new Due("s", "peer", "peer_stopped", "{}"));
        assertThat(await(one.due.claim(List.of(partition), Duration.ZERO))).as("claimed").isEmpty();
    }

    @Test
    void aCommitThatCannotBeWrittenWritesNothing() {
        Lease lease = await(one.records.create(ofNobody(id, "u")));
        LogEntry elsewhere = new LogEntry(new Partition((partition.number() + 1) % 64).newId(), "u", "{}");
        assertThatThrownBy(() -> await(one.records.commit(lease, Change.builder().doc("2").event(elsewhere).build())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(await(one.records.read(Kind.SESSION, id)).orElseThrow().doc()).isEqualTo("{}");
    }

    @Test
    void aRecordWithoutDeadlinesStays() {
        Lease lease = await(one.records.create(ofNobody(id, "u")));
        await(one.records.commit(lease, Change.builder().created().build()));
        assertThat(REDIS.command("PTTL", Keys.record(Kind.SESSION, id)).toLong()).isEqualTo(-1);
    }

    @Test
    void anEndedRecordIsToldOfAndNothingElseIsLeft() {
        connect();
        Lease lease = await(one.records.create(ofConnection(7)));
        await(one.records.commit(lease,
                Change.builder().created().route("{}").deadline(new Deadline("wait", Duration.ofSeconds(60))).build()));
        lease = await(one.records.acquire(Kind.SESSION, id)).orElseThrow();
        await(one.records.commit(lease,
                Change.builder().doc("why").end().event(new LogEntry(id, "u", "destroyed")).build()));
        assertThat(await(one.records.read(Kind.SESSION, id))).contains(new Records.Stored("u", "why", true, Map.of()));
        assertThat(await(one.records.acquire(Kind.SESSION, id))).isEmpty();
        await(one.records.log(Kind.SESSION, id, List.of(new LogEntry(id, "u", "too late"))));
        assertThat(REDIS.command("XLEN", Keys.log(partition)).toInteger()).isEqualTo(2);
        assertThat(REDIS.command("PTTL", Keys.record(Kind.SESSION, id)).toLong()).isBetween(50_000L, 60_000L);
        await().untilAsserted(() -> assertThat(members("KEYS", "*")).map(key -> key.replaceAll("\\{\\d+}", "N"))
                .containsExactlyInAnyOrder(
                        "mediary:N:s:" + id, "mediary:N:conn:" + connection, "mediary:N:log", "mediary:N:trimmed",
                        "mediary:N:watches:one"));
    }

    /** Clients choose the ids of calls and rooms. */
    @Test
    void whoseIdSomebodyElseHasUsedIsStillWatched() {
        connect();
        NewRecord call = new NewRecord(Kind.CALL, id, "eve", "{}", Optional.empty(), Optional.empty(), List.of());
        for (NewRecord record : List.of(ofConnection(7), call)) {
            await(one.records.commit(await(one.records.create(record)), Change.builder().created().build()));
        }
        end(Kind.CALL, id);
        String watch = "mediary:{" + partition.number() + "}:watch:" + id;
        assertThat(REDIS.command("SCARD", watch).toInteger()).isEqualTo(1);
        end(Kind.SESSION, id);
        assertThat(REDIS.command("SCARD", watch).toInteger()).isZero();
    }

    @Test
    void theIndexEntryOfAnEndedRecordGoesThoughTheCommitterDies() {
        Lease lease = await(one.records.create(ofNobody(id, "u")));
        await(one.records.commit(lease, Change.builder().end().build()));
        await().until(() -> REDIS.command("EXISTS", Keys.user(Kind.SESSION, "u")).toInteger() == 0);
        // The message is the same that a committer leaves that dies after its commit.
        REDIS.command("ZADD", Keys.user(Kind.SESSION, "u"), "5", id);
        await(one.owners.due(new Due("user", "u", "unindex", "[\"s\",\"" + id + "\",\"4\"]")));
        assertThat(REDIS.command("EXISTS", Keys.user(Kind.SESSION, "u")).toInteger()).isEqualTo(1);
        await(one.owners.due(new Due("user", "u", "unindex", "[\"s\",\"" + id + "\",\"6\"]")));
        assertThat(REDIS.command("EXISTS", Keys.user(Kind.SESSION, "u")).toInteger()).isZero();
    }

    @Test
    void aRelayIsInNobodysIndex() {
        NewRecord relay = new NewRecord(Kind.RELAY, id, "", "{}", Optional.empty(), Optional.empty(), List.of());
        List<Lease> leases = new ArrayList<>();
        assertThat(REDIS.roundTrips(() -> leases.add(await(one.records.create(relay))))).hasSize(1);
        await(one.records.commit(leases.get(0), Change.builder().created().build()));
        assertFails(ErrorCode.DUPLICATED_SESSION_ID, relay);
        assertThat(members("KEYS", "mediary:user*")).isEmpty();
        end(Kind.RELAY, id);
        assertThat(one.handed).isEmpty();
        assertThat(deadlines()).isEqualTo("[]");
    }

    @Test
    void whatIsNotedOfTheStateIsMergedWithoutALeaseAndEndsWithTheRecord() {
        Lease lease = await(one.records.create(ofNobody(id, "u")));
        await(one.records.log(Kind.SESSION, id, List.of(new LogEntry(id, "u", "{}")),
                Map.of("ice", "new", "x", "/\"é")));
        await(one.records.log(Kind.SESSION, id, List.of(new LogEntry(id, "u", "as after a lost answer")),
                Map.of("ice", "new", "x", "/\"é")));
        await(one.records.log(Kind.SESSION, id, List.of(), Map.of("ice", "connected", "flow", "in")));
        assertThat(REDIS.roundTrips(
                () -> await(one.records.log(Kind.SESSION, id, List.of(), Map.of("flow", "", "none", ""))))).hasSize(1);
        assertThat(await(one.records.read(Kind.SESSION, id)))
                .contains(new Records.Stored("u", "{}", false, Map.of("ice", "connected", "x", "/\"é")));
        assertThat(REDIS.command("XLEN", Keys.log(partition)).toInteger()).isEqualTo(1);
        await(one.records.commit(lease, Change.builder().end().build()));
        await(one.records.log(Kind.SESSION, id, List.of(), Map.of("too", "late")));
        assertThat(await(one.records.read(Kind.SESSION, id))).contains(new Records.Stored("u", "{}", true, Map.of()));
        await(one.records.log(Kind.SESSION, "unknown", List.of(), Map.of("too", "early")));
        assertThat(await(one.records.read(Kind.SESSION, "unknown"))).isEmpty();
    }

    @Test
    void theStateHasOnlySoManyNamesAndThoseItHasCanChange() {
        await(one.records.create(ofNobody(id, "u")));
        Map<String, String> many = IntStream.range(0, 40).boxed().collect(Collectors.toMap(n -> "n" + n, n -> "old"));
        await(one.records.log(Kind.SESSION, id, List.of(new LogEntry(id, "u", "{}")), many));
        Map<String, String> kept = await(one.records.read(Kind.SESSION, id)).orElseThrow().state();
        assertThat(kept).hasSize(32);
        assertThat(REDIS.command("XLEN", Keys.log(partition)).toInteger()).isEqualTo(1);
        Iterator<String> names = kept.keySet().iterator();
        String gone = names.next();
        String changed = names.next();
        await(one.records.log(Kind.SESSION, id, List.of(), Map.of(gone, "", changed, "new", "another", "x")));
        assertThat(await(one.records.read(Kind.SESSION, id)).orElseThrow().state()).hasSize(32)
                .doesNotContainKey(gone).containsEntry(changed, "new").containsEntry("another", "x");
    }

    @Test
    void anEndedRoomsNameCanBeUsedAgainAndALiveOnesNot() {
        NewRecord room = new NewRecord(Kind.ROOM, "lobby", "u", "{}", Optional.empty(), Optional.empty(), List.of());
        await(one.records.commit(await(one.records.create(room)), Change.builder().created().build()));
        assertFails(ErrorCode.ROOM_ALREADY_EXISTS, room);
        end(Kind.ROOM, "lobby");
        await(one.records.create(room));
        assertThat(await(one.records.read(Kind.ROOM, "lobby")).orElseThrow().ended()).isFalse();
    }

    @Test
    void theLogIsTrimmedByLengthAndRemembersIt() {
        Scripts scripts = new Scripts(REDIS.redis(), RealRedis.config("log-length", "40"));
        List<String> log = List.of(Keys.log(partition));
        for (int i = 0; i < 60; i++) {
            await(scripts.run("publish", log, List.of(id, "", "{}")));
        }
        assertThat(REDIS.command("XLEN", Keys.log(partition)).toInteger()).isBetween(40, 50);
        String last = REDIS.command("HGET", "mediary:{" + partition.number() + "}:trimmed", "last").toString();
        String first = REDIS.command("XRANGE", Keys.log(partition), "-", "+", "COUNT", "1").get(0).get(0).toString();
        assertThat(last).isLessThan(first);
    }

    private void connect() {
        REDIS.command("HSET", Keys.connection(connection), "user", "u", "epoch", "7");
    }

    private void assertFails(ErrorCode code, NewRecord record) {
        assertThatThrownBy(() -> await(one.records.create(record)))
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private NewRecord ofConnection(long epoch) {
        return new NewRecord(Kind.SESSION, id, "u", "{\"a\":1}",
                Optional.of(new NewRecord.ConnectionRef(connection, epoch)),
                Optional.of("{\"class\":\"media\",\"subclass\":\"session\",\"obj_id\":\"" + id + "\"}"),
                List.of(new LogEntry(id, "u", "{}")));
    }

    private void end(Kind kind, String named) {
        await(one.records.commit(await(one.records.acquire(kind, named)).orElseThrow(),
                Change.builder().end().build()));
    }

    private static NewRecord plain(String user) {
        return ofNobody(UUID.randomUUID().toString(), user);
    }

    private static NewRecord guest(String user) {
        return new NewRecord(Kind.SESSION, UUID.randomUUID().toString(), user, "{}", Optional.empty(),
                Optional.empty(), List.of(), true);
    }

    private static NewRecord ofNobody(String id, String user) {
        return new NewRecord(Kind.SESSION, id, user, "{}", Optional.empty(), Optional.empty(), List.of());
    }

    private String deadlines() {
        return members("ZRANGE", Keys.deadlines(partition), "0", "-1").toString();
    }

    private static List<String> members(String... command) {
        String[] args = Arrays.copyOfRange(command, 1, command.length);
        return OwnerIndex.texts(REDIS.command(command[0], args));
    }
}
