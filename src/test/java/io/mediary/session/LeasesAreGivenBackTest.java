package io.mediary.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Predicate;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaPlane;
import io.mediary.media.Place;
import io.mediary.session.sdp.SdpType;
import io.mediary.store.Change;
import io.mediary.store.Lease;
import io.smallrye.mutiny.Uni;

class LeasesAreGivenBackTest {

    private static final Duration ROUND_TRIP = Duration.ofMillis(40);
    private static final String ID = "session";

    private final SessionDocument document = new SessionDocument(new ObjectMapper().registerModule(new Jdk8Module()));
    private final String doc = document.write(session());
    private final AtomicInteger repairs = new AtomicInteger();
    private final AtomicInteger putBack = new AtomicInteger();

    @Test
    void aChangeThatItsCallerGaveUpIsWrittenAllTheSame() {
        HeldRecord record = new HeldRecord(doc, false);
        CompletableFuture<Sessions.Step<String>> media = givenUp(record);
        media.complete(write());
        assertThat(record.committed).hasSize(1);
    }

    @Test
    void aChangeThatItsCallerGaveUpGivesItsLeaseBackWhenItFails() {
        HeldRecord record = new HeldRecord(doc, false);
        CompletableFuture<Sessions.Step<String>> media = givenUp(record);
        media.completeExceptionally(Failure.of(ErrorCode.TIMEOUT));
        assertThat(record.released).extracting(Lease::dirty).containsExactly(false);
    }

    /** A change whose caller is gone before the media server has answered. */
    private CompletableFuture<Sessions.Step<String>> givenUp(HeldRecord record) {
        CompletableFuture<Sessions.Step<String>> media = new CompletableFuture<>();
        sessions(record, Uni.createFrom().item(true), true)
                .change(ID, (lease, session) -> Uni.createFrom().completionStage(media))
                .subscribe().with(done -> {
                }).cancel();
        return media;
    }

    @Test
    void aRepairThatItsCallerGaveUpGivesItsLeaseBack() {
        HeldRecord record = new HeldRecord(doc, true);
        CompletableFuture<Boolean> repaired = new CompletableFuture<>();
        sessions(record, Uni.createFrom().completionStage(repaired), true).change(ID, (lease, session) -> nothing())
                .subscribe().with(done -> {
                }).cancel();
        repaired.complete(true);
        assertThat(record.released).extracting(Lease::dirty).containsExactly(false);
    }

    @Test
    void aRepairThatHangsLeavesTheSessionToWhoComesNext() {
        HeldRecord record = new HeldRecord(doc, true);
        Sessions sessions = sessions(record, Uni.createFrom().nothing(), true);
        assertThatThrownBy(
                () -> sessions.change(ID, (lease, session) -> nothing()).await().atMost(Duration.ofSeconds(5)))
                .isInstanceOfSatisfying(Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TIMEOUT));
        assertThat(record.released).extracting(Lease::dirty).containsExactly(true);
    }

    @Test
    void aRepairThatCannotEvenBeginGivesItsLeaseBack() {
        HeldRecord record = new HeldRecord(doc, true);
        Sessions sessions = sessions(record, Uni.createFrom().item(() -> {
            throw new IllegalStateException();
        }), true);
        assertThatThrownBy(() -> sessions.change(ID, (lease, session) -> nothing()).await().indefinitely())
                .isInstanceOf(IllegalStateException.class);
        assertThat(record.released).extracting(Lease::dirty).containsExactly(true);
    }

    @Test
    void aStepThatCouldNotBePutBackLeavesItsLeaseDirty() {
        HeldRecord record = new HeldRecord(doc, false);
        fail(sessions(record, Uni.createFrom().item(true), false));
        assertThat(record.released).extracting(Lease::dirty).containsExactly(true);
    }

    @Test
    void aStepThatWasPutBackLeavesItsLeaseClean() {
        HeldRecord record = new HeldRecord(doc, false);
        fail(sessions(record, Uni.createFrom().item(true), true));
        assertThat(record.released).extracting(Lease::dirty).containsExactly(false);
    }

    @Test
    void whoMayHaveLostTheLeasePutsNothingBack() {
        HeldRecord record = new HeldRecord(doc, false);
        Sessions sessions = sessions(record, Uni.createFrom().item(true), true);
        assertThatThrownBy(() -> sessions.change(ID, (lease, session) -> {
            record.lose();
            return Uni.createFrom().failure(Failure.of(ErrorCode.TIMEOUT));
        }).await().indefinitely()).isInstanceOf(Failure.class);
        assertThat(putBack).hasValue(0);
        assertThat(record.released).extracting(Lease::dirty).containsExactly(true);
    }

    @Test
    void whoseMediaAreLostIsNotRepairedFirst() {
        HeldRecord record = new HeldRecord(doc, true);
        Optional<String> ended = sessions(record, Uni.createFrom().failure(new IllegalStateException()), true)
                .changeLost(ID, session -> true, (lease, session) -> Uni.createFrom().item(write()))
                .await().indefinitely();
        assertThat(ended).contains("done");
        assertThat(repairs).hasValue(0);
        assertThat(record.committed).hasSize(1);
    }

    @Test
    void whoseMediaAreElsewhereIsRepairedFirst() {
        HeldRecord record = new HeldRecord(doc, true);
        sessions(record, Uni.createFrom().item(true), true)
                .changeLost(ID, session -> false, (lease, session) -> Uni.createFrom().item(write()))
                .await().indefinitely();
        assertThat(repairs).hasValue(1);
    }

    @Test
    void aLostSessionThatCannotEndKeepsNoOtherFromEnding() {
        HeldRecord record = new HeldRecord(doc, false);
        List<String> ended = new CopyOnWriteArrayList<>();
        Sessions sessions = new Sessions(record, document, null, record, null) {
            @Override
            <T> Uni<Optional<T>> changeLost(String id, Predicate<Session> lost,
                    BiFunction<Lease, Session, Uni<Step<T>>> step) {
                if (Integer.parseInt(id) % 2 == 0) {
                    return Uni.createFrom().failure(Failure.of(ErrorCode.TIMEOUT));
                }
                ended.add(id);
                return Uni.createFrom().item(Optional.empty());
            }
        };
        assertThatThrownBy(() -> new LostSessions(record, sessions, null).at("node").await().indefinitely())
                .hasMessageContaining(Failure.of(ErrorCode.TIMEOUT).getMessage());
        assertThat(ended).hasSize(HeldRecord.IDS.size() / 2);
    }

    private static void fail(Sessions sessions) {
        assertThatThrownBy(() -> sessions
                .change(ID, (lease, session) -> Uni.createFrom().failure(Failure.of(ErrorCode.TIMEOUT)))
                .await().indefinitely()).isInstanceOf(Failure.class);
    }

    private static Sessions.Step<String> write() {
        return Sessions.Step.write(Change.builder().build(), "done");
    }

    private static Uni<Sessions.Step<String>> nothing() {
        return Uni.createFrom().item(Sessions.Step.nothing("done"));
    }

    /** A media server that answers nothing but what {@code repaired} and {@code sound} say. */
    private Sessions sessions(HeldRecord record, Uni<Boolean> repaired, boolean sound) {
        MediaPlane plane = (MediaPlane) Proxy.newProxyInstance(MediaPlane.class.getClassLoader(),
                new Class<?>[]{MediaPlane.class}, (self, method, args) -> {
                    if (method.getName().equals("timeout")) {
                        return ROUND_TRIP;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
        SessionRepair repair = new SessionRepair(record, plane, null, null, null, record) {
            @Override
            Uni<Boolean> repair(Lease lease, Session session) {
                repairs.incrementAndGet();
                return repaired;
            }

            @Override
            Uni<Boolean> afterFailure(Session session) {
                putBack.incrementAndGet();
                return Uni.createFrom().item(sound);
            }
        };
        return new Sessions(record, document, repair, record, plane);
    }

    private static Session session() {
        Session.Options options = new Session.Options(false, false, 5_000, SdpType.WEBRTC, 60, 60, false, true, false,
                Session.Access.USER);
        return new Session(ID, "park", Optional.empty(), Session.Role.OFFEREE, "user", Optional.empty(), options,
                Session.Media.OPEN, Optional.empty(), Optional.empty(), Optional.empty(),
                new Session.Link(Optional.empty(), List.of()), Optional.empty(), Optional.of(new Place("node", "line")),
                Optional.empty(),
                Optional.empty(), 0, Optional.empty());
    }
}
