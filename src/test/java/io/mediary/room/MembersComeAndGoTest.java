package io.mediary.room;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import io.mediary.store.Keys;

class MembersComeAndGoTest extends RoomScene {

    @Test
    void eachComingAndGoingIsAnEventInItsOrder() {
        String room = room();
        Member publisher = enter(room, publisher("p"));
        Member listener = enter(room, listener("l", "p"));
        leave(room, listener);
        leave(room, publisher);
        assertThat(types(room)).containsExactly("created", "started_member", "started_member", "stopped_member",
                "stopped_member");
        assertThat(events(room).get(1).path("body")).isEqualTo(
                json("{\"session_id\":\"p\",\"role\":\"publisher\",\"user_id\":\"u-p\"}"));
        assertThat(events(room).get(2).path("body")).isEqualTo(
                json("{\"session_id\":\"l\",\"role\":\"listener\",\"user_id\":\"u-l\",\"peer_id\":\"p\"}"));
        assertThat(events(room).get(3).path("body")).isEqualTo(events(room).get(2).path("body"));
        assertThat(events(room)).allSatisfy(event -> {
            assertThat(event.path("class").asText()).isEqualTo("media");
            assertThat(event.path("subclass").asText()).isEqualTo("room");
            assertThat(event.path("obj_id").asText()).isEqualTo(room);
        });
        assertThat(inRoom(room)).isEmpty();
    }

    @Test
    void membersAreToldWithTheirRolesAndTheRoomIsReadyWhileSomebodyPublishes() {
        String room = room();
        assertThat(await(rooms.info(room)).path("status").asText()).isEqualTo("wait");
        enter(room, publisher("p"));
        enter(room, publisher("q"));
        enter(room, listener("l", "q"));
        assertThat(inRoom(room)).isEqualTo(json("""
                {"p": {"role": "publisher", "user_id": "u-p"}, "q": {"role": "publisher", "user_id": "u-q"},
                 "l": {"role": "listener", "user_id": "u-l", "peer_id": "q"}}"""));
        assertThat(await(rooms.info(room)).path("status").asText()).isEqualTo("ready");
    }

    @Test
    void everyoneSeesTheEventsOfAnOpenRoomAndOnlyItsUserThoseOfAClosedOne() {
        String open = room(300, Access.ANY);
        String closed = room(300, Access.USER);
        leave(open, enter(open, publisher("p")));
        leave(closed, enter(closed, publisher("q")));
        assertThat(events(open)).hasSize(3).allMatch(event -> event.path("audience").asText().isEmpty());
        assertThat(events(closed)).hasSize(3).allMatch(event -> event.path("audience").asText().equals("ann"));
    }

    @Test
    void repeatedMessagesChangeNothing() {
        String room = room();
        Member publisher = enter(room, publisher("p"));
        enter(room, publisher);
        assertThat(types(room)).containsExactly("created", "started_member");
        leave(room, publisher);
        leave(room, publisher);
        enter(room, listener("l", "x"));
        assertThat(types(room)).containsExactly("created", "started_member", "stopped_member");
    }

    @Test
    void aLateMessageOfALeftJoiningMakesNoMember() {
        String room = room();
        Member publisher = publisher("p");
        handle(members.leaves(room, "p", publisher.joinId()));
        handle(members.joins(room, publisher));
        assertThat(inRoom(room)).isEmpty();
        assertThat(types(room)).containsExactly("created");
    }

    @Test
    void theEndOfAnotherJoiningTakesNobodyOut() {
        String room = room();
        Member publisher = enter(room, publisher("p"));
        handle(members.leaves(room, "p", publisher("p").joinId()));
        assertThat(inRoom(room).has("p")).isTrue();
        assertThat(types(room)).doesNotContain("stopped_member");
    }

    @Test
    void aSessionThatLeavesWhileItEntersIsNoMemberInTheEnd() {
        String room = room();
        Member publisher = publisher("p");
        sessions.hold(room, publisher);
        sessions.afterNextAnswer(asked -> leave(room, publisher));
        handle(members.joins(room, publisher));
        assertThat(inRoom(room)).isEmpty();
        assertThat(types(room)).containsExactly("created", "started_member", "stopped_member");
    }

    @Test
    void aSessionThatComesAnewIsThereOnceWhateverComesFirst() {
        String room = room();
        enter(room, publisher("p"));
        enter(room, publisher("q"));
        Member former = enter(room, listener("l", "p"));
        Member later = enter(room, listener("l", "q"));
        handle(members.leaves(room, "l", former.joinId()));
        handle(members.joins(room, former));
        assertThat(inRoom(room).path("l").path("peer_id").asText()).isEqualTo("q");
        assertThat(types(room)).containsExactly("created", "started_member", "started_member", "started_member",
                "stopped_member", "started_member");
        leave(room, later);
        assertThat(inRoom(room).has("l")).isFalse();
    }

    @Test
    void aFormerJoiningThatIsEnteredTooLateDoesNotPushTheLaterOneOut() {
        String room = room();
        Member former = publisher("p");
        Member later = publisher("p");
        sessions.hold(room, former);
        sessions.afterNextAnswer(asked -> enter(room, later));
        handle(members.joins(room, former));
        leave(room, former);
        assertThat(inRoom(room).has("p")).isTrue();
        leave(room, later);
        assertThat(inRoom(room).has("p")).isFalse();
    }

    @Test
    void aListenerWaitsForItsPublishersMessage() {
        String room = room();
        Member publisher = publisher("p");
        sessions.hold(room, publisher);
        Member listener = listener("l", "p");
        sessions.hold(room, listener);
        assertThatThrownBy(() -> handle(members.joins(room, listener))).hasMessageContaining("p has not arrived");
        assertThat(told(room, "l")).isEmpty();
        enter(room, publisher);
        handle(members.joins(room, listener));
        assertThat(inRoom(room).has("l")).isTrue();
    }

    @Test
    void aListenerWhosePublisherDoesNotPublishIsToldOnce() {
        String room = room();
        Member listener = enter(room, listener("l", "p"));
        handle(members.joins(room, listener));
        assertThat(told(room, "l")).containsExactly("publisher_stopped " + listener.joinId());
        assertThat(inRoom(room)).isEmpty();
        Member ofAListener = enter(room, listener("m", "l"));
        assertThat(told(room, "m")).containsExactly("publisher_stopped " + ofAListener.joinId());
    }

    @Test
    void aLeavingPublisherStopsItsOwnListeners() {
        String room = room();
        Member publisher = enter(room, publisher("p"));
        enter(room, publisher("q"));
        Member first = enter(room, listener("a", "p"));
        Member second = enter(room, listener("b", "p"));
        enter(room, listener("c", "q"));
        leave(room, publisher);
        assertThat(told(room, "a")).containsExactly("publisher_stopped " + first.joinId());
        assertThat(told(room, "b")).containsExactly("publisher_stopped " + second.joinId());
        assertThat(told(room, "c")).isEmpty();
        assertThat(told(room, "q")).isEmpty();
    }

    @Test
    void theRoomsClockRunsOnlyWithoutPublishers() {
        String room = room(7200, Access.ANY);
        assertThat(deadlines(room)).containsExactly("timeout");
        Member first = enter(room, publisher("p"));
        Member second = enter(room, publisher("q"));
        assertThat(deadlines(room)).isEmpty();
        assertThat(ttl(room)).isEqualTo(-1);
        Member listener = enter(room, listener("l", "q"));
        leave(room, first);
        assertThat(deadlines(room)).isEmpty();
        leave(room, second);
        assertThat(deadlines(room)).containsExactly("timeout");
        assertThat(ttl(room)).isBetween(10_700_000L, 10_800_000L);
        assertThat(REDIS.command("PTTL", Keys.members(room)).toLong()).isBetween(10_700_000L, 10_800_000L);
        leave(room, listener);
        enter(room, publisher("r"));
        assertThat(deadlines(room)).isEmpty();
        assertThat(ttl(room)).isEqualTo(-1);
        assertThat(REDIS.command("PTTL", Keys.members(room)).toLong()).isEqualTo(-1);
    }

    @Test
    void whoEntersARoomThatIsGoneIsToldSo() {
        Member publisher = enter("nowhere", publisher("p"));
        assertThat(told("nowhere", "p")).containsExactly("room_destroyed " + publisher.joinId());
        handle(members.leaves("nowhere", "p", publisher.joinId()));
        assertThat(types("nowhere")).isEmpty();
        assertThat(REDIS.command("EXISTS", Keys.members("nowhere")).toInteger()).isZero();
    }
}
