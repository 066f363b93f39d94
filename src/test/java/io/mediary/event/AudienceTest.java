package io.mediary.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** Who gets an event that is not for one user alone. */
class AudienceTest {

    private static final Receiver BEN = new Somebody("ben1", "ben", false);
    private static final Receiver BENS_OTHER = new Somebody("ben2", "ben", false);
    private static final Receiver EVE = new Somebody("eve1", "eve", false);
    private static final Receiver ADMINISTRATOR = new Somebody("root1", "root", true);

    @Test
    void usersButNotBySomeConnections() {
        String text = Audience.users(List.of("ann", "ben"), List.of("ben2")).text();
        assertThat(sees(text, BEN)).isTrue();
        assertThat(sees(text, BENS_OTHER)).isFalse();
        assertThat(sees(text, EVE)).isFalse();
        assertThat(sees(text, ADMINISTRATOR)).isTrue();
    }

    @Test
    void someConnectionsAloneWhoeverElseMaySeeEverything() {
        String text = Audience.connections(List.of("ben2")).text();
        assertThat(sees(text, BENS_OTHER)).isTrue();
        assertThat(sees(text, BEN)).isFalse();
        assertThat(sees(text, ADMINISTRATOR)).isFalse();
    }

    @Test
    void whatIsOfAnotherVersionIsForNobody() {
        assertThat(sees("\u0001[]", BEN)).isFalse();
        assertThat(sees("\u0001{", ADMINISTRATOR)).isFalse();
    }

    @Test
    void aUserIsAUserStill() {
        assertThat(sees("ben", BEN)).isTrue();
        assertThat(sees("ben", EVE)).isFalse();
        assertThat(sees("", EVE)).isTrue();
    }

    private static boolean sees(String user, Receiver receiver) {
        return new LoggedEvent(LogPosition.START, "call", user, JsonNodeFactory.instance.objectNode())
                .visibleTo(receiver);
    }

    private record Somebody(String id, String user, boolean administrator) implements Receiver {

        @Override
        public void receive(Delivered event) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void missed(Subscription subscription, int partition, LogPosition position) {
            throw new AssertionError("not asked for");
        }
    }
}
