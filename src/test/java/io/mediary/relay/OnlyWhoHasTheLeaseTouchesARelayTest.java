package io.mediary.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.config.RelayConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Carried;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaRelays;
import io.mediary.media.Place;
import io.mediary.store.Kind;
import io.mediary.store.Lease;
import io.mediary.store.Leases;
import io.mediary.store.NewRecord;
import io.mediary.store.Records;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;

/** What is done at media servers that fail, by whom it may be done, and what then becomes of the relay's record. */
@QuarkusTest
class OnlyWhoHasTheLeaseTouchesARelayTest extends RelayScene {

    private static final Use USE = new Use("a session", "a joining");

    @Inject
    Relays relays;

    @Inject
    Records records;

    @Inject
    RelayUses uses;

    @Inject
    RelayUsers users;

    @Inject
    MediaPlane plane;

    @Inject
    RelayConfig config;

    private final FailingMedia media = new FailingMedia();
    private final Wanted wanted = new Wanted("a publisher", new Endpoint(new Place("here", ""), "endpoint", "proxy"),
            "there", USE, UnaryOperator.identity());

    @Test
    void nothingIsMadeUnderALeaseThatMayRunOut() {
        assertThatThrownBy(() -> waited(making(held(false)).obtain(wanted))).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
        assertThat(media.asked).isEmpty();
        assertThat(relays()).hasSize(1);
        end();
    }

    @Test
    void whoLostTheLeaseReleasesNothingOfItsSuccessors() {
        media.failure = ErrorCode.SESSION_FAILED;
        assertThatThrownBy(() -> waited(making(held(true, false)).obtain(wanted))).isInstanceOf(Failure.class);
        assertThat(media.asked).containsExactly("carry");
        assertThat(relays()).hasSize(1);
        end();
    }

    @Test
    void whatTookTooLongIsLookedForAtBothMediaServers() {
        media.failure = ErrorCode.TIMEOUT;
        assertThatThrownBy(() -> waited(making(held(true, true)).obtain(wanted))).isInstanceOf(Failure.class);
        assertThat(media.asked).containsExactly("carry", "release here", "release there");
        assertThat(relays()).isEmpty();
    }

    @Test
    void whoLostTheLeaseWhileItEndsARelayReleasesNothing() {
        Lease lease = half("a publisher");
        assertThatThrownBy(() -> waited(ending(held(false)).endUnused(lease))).isInstanceOf(Failure.class);
        assertThat(media.asked).isEmpty();
        assertThat(relays()).hasSize(1);
        end();
    }

    @Test
    void aRelayThatCannotBeEndedKeepsNoneOfTheOthersFromIt() {
        List<String> ids = List.of("one", "two", "three").stream().map(session -> {
            Lease lease = half(session);
            waited(records.release(lease));
            return lease.id();
        }).toList();
        media.stuck = ids.get(0);
        RelayEnding ending = ending((lease, time) -> true);
        Relays looking = new Relays(records, making((lease, time) -> true), ending, uses, users, media, document,
                config);
        assertThatThrownBy(() -> waited(looking.lost("here"))).isInstanceOf(RuntimeException.class);
        assertThat(relays()).containsExactly(key(ids.get(0)));
        assertThat(servers.redis().command("HGET", key(ids.get(0)), "token")).as("its lease").isNull();
        media.stuck = "";
        waited(looking.lost("here"));
    }

    private Lease half(String session) {
        return waited(records.create(new NewRecord(Kind.RELAY, Relay.id(session, "there"), "",
                document.write(Relay.making(session, "here", "there")), Optional.empty(), Optional.empty(),
                List.of())));
    }

    /** As its deadline does, until it succeeds: an instance that has just begun does not know yet that there are no such media servers. */
    private void end() {
        await("the relay ends").atMost(BOUND.multipliedBy(2)).ignoreExceptions().until(() -> {
            waited(relays.settle(wanted.relayId()));
            return relays().isEmpty();
        });
    }

    private RelayMaking making(Leases leases) {
        return new RelayMaking(records, uses, ending(leases), plane, media, leases, document, config);
    }

    private RelayEnding ending(Leases leases) {
        return new RelayEnding(records, uses, plane, media, leases, document);
    }

    private static Leases held(Boolean... answers) {
        Iterator<Boolean> left = Arrays.asList(answers).iterator();
        return (lease, time) -> left.next();
    }

    /** Notes what it is asked to do. */
    private static final class FailingMedia implements MediaRelays {

        private static final Duration A_WHILE = Duration.ofMillis(300);

        private final List<String> asked = new CopyOnWriteArrayList<>();
        private ErrorCode failure = ErrorCode.KMS_ERROR;
        private volatile String stuck = "";

        @Override
        public Uni<Carried> carry(String relay, String from, String source, String to, UnaryOperator<String> codecs) {
            asked.add("carry");
            return Uni.createFrom().failure(Failure.of(failure));
        }

        @Override
        public Uni<Boolean> lives(Carried carried) {
            return Uni.createFrom().item(true);
        }

        @Override
        public Uni<Void> releaseAll(String node, String relay) {
            asked.add("release " + node);
            return relay.equals(stuck)
                    ? Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE))
                    : Uni.createFrom().voidItem().onItem().delayIt().by(A_WHILE);
        }
    }
}
