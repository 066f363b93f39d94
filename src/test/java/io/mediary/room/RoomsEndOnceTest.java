package io.mediary.room;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Change;
import io.mediary.store.Deadline;
import io.mediary.store.Due;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.NewRecord;
import io.mediary.store.Partition;
import io.mediary.store.StaleLeaseException;
import io.smallrye.mutiny.Uni;

class RoomsEndOnceTest extends RoomScene {

    @Test
    void membersAreToldAndNothingIsLeftButTheEndedRecordAndTheLog() {
        String room = room();
        Member publisher = enter(room, publisher("p"));
        Member listener = enter(room, listener("l", "p"));
        await(rooms.destroy(room, ANN));
        assertThat(told(room, "p")).containsExactly("room_destroyed " + publisher.joinId());
        assertThat(told(room, "l")).containsExactly("room_destroyed " + listener.joinId());
        leave(room, listener);
        leave(room, publisher);
        assertThat(types(room)).containsExactly("created", "started_member", "started_member", "destroyed");
        assertThat(last(room)).isEqualTo(json("{\"code\": 100011, \"reason\": \"User stop\"}"));
        assertThat(await(rooms.ids(ANN))).isEmpty();
        REDIS.command("DEL", Keys.deadlines(Partition.of(room)));
        String in = "mediary:{" + Partition.of(room).number() + "}:";
        List<String> keys = new ArrayList<>();
        REDIS.command("KEYS", "*").forEach(key -> keys.add(key.toString()));
        assertThat(keys).containsExactlyInAnyOrder(in + "log", in + "trimmed", Keys.record(Kind.ROOM, room));
        assertThat(ttl(room)).isBetween(50_000L, 60_000L);
        assertFails(ErrorCode.ROOM_NOT_FOUND, rooms.find(room, ANN));
        assertFails(ErrorCode.ROOM_NOT_FOUND, rooms.info(room));
        assertFails(ErrorCode.ROOM_NOT_FOUND, rooms.destroy(room, ANN));
    }

    @Test
    void ofManyThatEndItOneDoes() {
        String room = room();
        enter(room, publisher("p"));
        List<Uni<Boolean>> all = IntStream.range(0, 20).mapToObj(i -> rooms.destroy(room, ANN).map(done -> true)
                .onFailure(Failure.class).recoverWithItem(false)).toList();
        assertThat(await(Uni.join().all(all).andFailFast())).containsOnlyOnce(true);
        assertThat(types(room)).containsExactly("created", "started_member", "destroyed");
    }

    @Test
    void whoeverEntersWhileItEndsIsToldAndStaysInNoList() {
        for (int i = 0; i < 50; i++) {
            String room = room();
            Member publisher = publisher("p" + i);
            sessions.hold(room, publisher);
            var message = members.joins(room, publisher);
            Uni<Void> entering = due.due(new Due("r", room, message.name(), message.payload()));
            Uni<Void> ending = rooms.destroy(room, ANN);
            await(Uni.join().all(i % 2 == 0 ? List.of(entering, ending) : List.of(ending, entering)).andFailFast());
            assertThat(told(room, "p" + i)).containsExactly("room_destroyed " + publisher.joinId());
            assertThat(REDIS.command("EXISTS", Keys.members(room)).toInteger()).isZero();
            assertThat(types(room)).endsWith("destroyed");
        }
    }

    @Test
    void withoutAPublisherItEndsAtItsTimeoutAndItsListenersWithIt() {
        String room = room(1, Access.ANY);
        Member publisher = enter(room, publisher("p"));
        Member listener = enter(room, listener("l", "p"));
        leave(room, publisher);
        overdue(room, "timeout");
        assertThat(types(room)).doesNotContain("destroyed");
        await().untilAsserted(() -> {
            overdue(room, "timeout");
            assertThat(types(room)).endsWith("destroyed");
        });
        assertThat(last(room).path("code").asInt()).isEqualTo(304004);
        assertThat(told(room, "l")).contains("room_destroyed " + listener.joinId());
    }

    @Test
    void aTimeoutThatComesTooLateDoesNotEndARoomWithAPublisher() {
        String room = room(0, Access.ANY);
        enter(room, publisher("p"));
        overdue(room, "timeout");
        assertThat(types(room)).doesNotContain("destroyed");
    }

    @Test
    void aPublisherThatEntersBeforeTheCreationIsCompleteKeepsTheRoom() {
        Lease lease = begun("early", 0);
        Member publisher = enter("early", publisher("p"));
        await(records.commit(lease, Change.builder().created()
                .deadline(new Deadline("timeout", Duration.ZERO)).build()));
        overdue("early", "timeout");
        assertThat(types("early")).doesNotContain("destroyed");
        assertThat(ttl("early")).isEqualTo(-1);
        leave("early", publisher);
        overdue("early", "timeout");
        assertThat(types("early")).endsWith("destroyed");
    }

    @Test
    void aRoomWhoseMakerDiedIsSweptAndItsNameIsFreeAgain() {
        Lease lease = begun("half", 300);
        overdue("half", "creating");
        overdue("half", "lease");
        assertThat(types("half")).doesNotContain("destroyed");
        REDIS.command("HSET", Keys.record(Kind.ROOM, "half"), "deadlines", "{\"creating\":1}");
        overdue("half", "creating");
        assertThat(last("half").path("code").asInt()).isEqualTo(100009);
        assertThatThrownBy(() -> await(records.commit(lease, Change.builder().created().build())))
                .isInstanceOf(StaleLeaseException.class);
        NewRoom again = NewRoom.plain(Optional.of("half"), Optional.of("n"));
        assertThat(await(rooms.create(again, ANN)).timeout()).isEqualTo(300);
    }

    @Test
    void withTheirMediaServerAllItsRoomsEndAndNoOthers() {
        String one = room();
        String two = room();
        String other = await(rooms.create(NewRoom.plain(Optional.empty(), Optional.of("m")), ANN)).roomId();
        Member publisher = enter(one, publisher("p"));
        await(rooms.lost("n"));
        assertThat(last(one)).isEqualTo(json("{\"code\": 304003, \"reason\": \"Room destroyed\"}"));
        assertThat(types(two)).endsWith("destroyed");
        assertThat(told(one, "p")).containsExactly("room_destroyed " + publisher.joinId());
        assertThat(await(rooms.ids(ANN))).containsExactly(other);
    }

    @Test
    void anIdThatIsTakenOrMeansSomethingElseIsRefused() {
        String room = room();
        Caller ben = new Caller(true, "ben", false, Optional.empty(), Optional.empty());
        assertFails(ErrorCode.ROOM_ALREADY_EXISTS,
                rooms.create(NewRoom.plain(Optional.of(room), Optional.of("n")), ben));
        assertThat(await(rooms.ids(ben))).isEmpty();
        assertThat(await(rooms.visible(ben))).containsExactly(room);
        for (String id : new String[]{"", "a b", "a|b", "*", "{1}", "é", "x".repeat(129)}) {
            assertThatThrownBy(() -> rooms.create(NewRoom.plain(Optional.of(id), Optional.of("n")), ANN))
                    .hasMessage("Syntax error: room_id");
        }
    }

    /** The record as it is before its creation is complete. */
    private Lease begun(String room, int timeout) {
        String doc = "{\"room_id\":\"%s\",\"user_id\":\"ann\",\"node\":\"n\",\"timeout\":%d,\"bitrate\":0,\"access\":\"any\"}"
                .formatted(room, timeout);
        return await(records.create(new NewRecord(Kind.ROOM, room, "ann", doc, Optional.empty(),
                Optional.empty(), List.of())));
    }

    private void overdue(String room, String deadline) {
        await(due.due(new Due("r", room, deadline, "")));
    }

    private JsonNode last(String room) {
        List<JsonNode> events = events(room);
        return events.get(events.size() - 1).path("body");
    }

    private static void assertFails(ErrorCode code, Uni<?> uni) {
        assertThatThrownBy(() -> await(uni)).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
