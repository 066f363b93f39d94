package io.mediary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient;

/** The account of the fault suite finds what it is there to find. */
class LedgerTest {

    private static final Map<String, String> CLIENTS = Map.of("connection-1", "alice");

    private final Ledger ledger = new Ledger();

    @BeforeEach
    void sessionOfAlice() {
        ledger.committed("1", event("s1", "created", "user_session", "connection-1"), CLIENTS);
    }

    @Test
    void whatWasCommittedAndNeverCameIsLost() {
        ledger.committed("2", event("s1", "type"), CLIENTS);
        ledger.delivered("alice", event("1", "s1", "created"));
        assertThat(ledger.lost()).containsExactly("alice never got type 2 of s1");

        ledger.delivered("alice", event("2", "s1", "type"));
        assertThat(ledger.lost()).isEmpty();
    }

    @Test
    void whatComesAfterALaterEventIsLost() {
        ledger.committed("2", event("s1", "type"), CLIENTS);
        ledger.delivered("alice", event("2", "s1", "type"));
        assertThat(ledger.delivered("alice", event("1", "s1", "created"))).isFalse();
        assertThat(ledger.lost()).containsExactly("alice never got created 1 of s1");
        assertThat(ledger.late()).hasSize(1);
    }

    @Test
    void repeatsOfOneIdAreNoDoubles() {
        assertThat(ledger.delivered("alice", event("1", "s1", "created"))).isTrue();
        assertThat(ledger.delivered("alice", event("1", "s1", "created"))).isFalse();
        assertThat(ledger.doubled()).isEmpty();
        assertThat(ledger.amounts()).containsEntry("repeats", 1L);
    }

    @Test
    void oneHappeningUnderTwoIdsIsDoubled() {
        ledger.delivered("alice", event("1", "s1", "created"));
        ledger.delivered("alice", event("2", "s1", "created"));
        assertThat(ledger.doubled()).containsExactly("alice was told twice: s1 created");
    }

    @Test
    void subscribersMustGetWhatTheySubscribedTo() {
        ledger.subscribed("bob", "hall");
        ledger.committed("3", event("hall", "said", "n", 1), CLIENTS);
        ledger.delivered("alice", event("1", "s1", "created"));
        assertThat(ledger.lost()).containsExactly("bob never got said 3 of hall");
    }

    private static JsonNode event(String object, String type, Object... body) {
        return ApiClient.data("subclass", object.equals("hall") ? "" : "session", "type", type, "obj_id", object,
                "body",
                ApiClient.data(body));
    }

    private static JsonNode event(String id, String object, String type) {
        return ApiClient.data("event_id", id, "subclass", "session", "type", type, "obj_id", object, "body",
                ApiClient.data());
    }
}
