package io.mediary.store;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

class CandidatesTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final String id = UUID.randomUUID().toString();
    private final TwoInstances.Side one = new TwoInstances(REDIS, RealRedis.config()).one;
    private Lease lease;

    @BeforeEach
    void made() {
        lease = await(one.records
                .create(new NewRecord(Kind.SESSION, id, "u", "{}", Optional.empty(), Optional.empty(), List.of())));
    }

    @Test
    void aClientsCandidatesWaitInOrderUntilTheMediaServerHasThem() {
        assertThat(offer("a")).contains(new Candidates.Offered(Optional.empty(), "{}"));
        offer("b");
        await(one.records.commit(lease, Change.builder().route("endpoint").build()));
        assertThat(offer("c").orElseThrow().route()).as("nothing overtakes what waits").isEmpty();
        assertThat(await(one.candidates.parked(Kind.SESSION, id))).containsExactly("a", "b", "c");
        offer("d");
        assertThat(await(one.candidates.taken(Kind.SESSION, id, List.of("a", "b", "c")))).containsExactly("d");
        assertThat(await(one.candidates.taken(Kind.SESSION, id, List.of("a", "b", "c"))))
                .as("another instance was slower").containsExactly("d");
        assertThat(await(one.candidates.taken(Kind.SESSION, id, List.of("d")))).isEmpty();
        assertThat(offer("e").orElseThrow().route()).contains("endpoint");
    }

    @Test
    void aCandidateIsOneRoundTrip() {
        offer("a");
        assertThat(REDIS.roundTrips(() -> offer("b"))).hasSize(1);
    }

    @Test
    void onlyTheOwnerOffersOnlySoManyAndOnlyToALiveSession() {
        assertFails(ErrorCode.UNAUTHORIZED, Optional.of("other"));
        assertThat(await(one.candidates.offer(Kind.SESSION, id, Optional.empty(), "by an administrator"))).isPresent();
        for (int i = 1; i < 256; i++) {
            offer("x");
        }
        assertFails(ErrorCode.TOO_MANY_REQUESTS, Optional.of("u"));
        assertThat(await(one.candidates.offer(Kind.SESSION, "unknown", Optional.of("u"), "x"))).isEmpty();
        await(one.records.commit(lease, Change.builder().end().build()));
        assertThat(offer("x")).isEmpty();
        assertThat(await(one.candidates.parked(Kind.SESSION, id))).isEmpty();
    }

    @Test
    void theMediaServersCandidatesFollowItsDescription() {
        found("early 1");
        found("early 2");
        assertThat(await(one.candidates.found(Kind.SESSION, id))).containsExactly("early 1", "early 2");
        await(one.records.commit(lease,
                Change.builder().event(new LogEntry(id, "u", "the answer")).describesMedia().build()));
        found("late");
        assertThat(REDIS.command("XRANGE", Keys.log(Partition.of(id)), "-", "+").toString()).containsSubsequence(
                "the answer", "early 1",
                "early 2", "late");
        assertThat(await(one.candidates.found(Kind.SESSION, id))).isEmpty();
    }

    private Optional<Candidates.Offered> offer(String candidate) {
        return await(one.candidates.offer(Kind.SESSION, id, Optional.of("u"), candidate));
    }

    @Test
    void aCandidateThatIsToldAgainBecauseItsAnswerWasLostIsOneCandidate() {
        found("first");
        found("first");
        found("second");
        found("second");
        assertThat(await(one.candidates.found(Kind.SESSION, id))).containsExactly("first", "second");
    }

    private void found(String json) {
        await(one.candidates.found(Kind.SESSION, id, new LogEntry(id, "u", json)));
    }

    private void assertFails(ErrorCode code, Optional<String> user) {
        assertThatThrownBy(() -> await(one.candidates.offer(Kind.SESSION, id, user, "x")))
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
