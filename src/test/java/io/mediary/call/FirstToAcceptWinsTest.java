package io.mediary.call;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.mediary.store.Courier;
import io.mediary.store.HeldLeases;
import io.mediary.store.Kind;
import io.mediary.store.LiveInstances;
import io.mediary.store.NewRecord;
import io.mediary.store.OwnerIndex;
import io.mediary.store.RealRedis;
import io.mediary.store.RedisRecords;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;

/** Two instances, two callees, one call: whoever commits first has it, whatever else they do at the same time. */
class FirstToAcceptWinsTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new Jdk8Module());
    private static final Description ANSWER = new Description("v=0", SdpType.WEBRTC, true);

    private final CallDocument document = new CallDocument(JSON);
    private final CallInfo info = new CallInfo(JSON);
    private final CallChanges changes = new CallChanges(document, new CallEvents(JSON, info));
    private final RedisRecords records = records("here");
    private final Calls here = new Calls(records, document, info);
    private final Calls there = new Calls(records("there"), document, info);

    @RepeatedTest(50)
    void oneOfTwo() {
        String id = ringing();
        CompletableFuture<Optional<ErrorCode>> ben = refusal(accepts(here, id, 0));
        CompletableFuture<Optional<ErrorCode>> carl = refusal(accepts(there, id, 1));

        assertThat(List.of(ben.join(), carl.join())).containsExactlyInAnyOrder(Optional.empty(),
                Optional.of(ErrorCode.ALREADY_ANSWERED));
        Call call = await(here.find(id)).orElseThrow();
        assertThat(call.winner()).contains(ben.join().isEmpty() ? 0 : 1);
        assertThat(call.legs()).extracting(Leg::state).containsExactlyInAnyOrder(Leg.State.ACCEPTED, Leg.State.ENDED);
    }

    @Test
    void whoAcceptsWhenItIsOverFindsNone() {
        String id = ringing();
        await(there.changed(id, call -> Calls.Step.write(changes.over(call, Leg.End.of(ErrorCode.API_HANGUP)), true)));
        assertThat(refusal(accepts(here, id, 0)).join()).contains(ErrorCode.CALL_NOT_FOUND);
        assertThat(await(here.find(id))).isEmpty();
        assertThat(await(here.look(id)).flatMap(Call::ended)).contains(Leg.End.of(ErrorCode.API_HANGUP));
    }

    @Test
    void whatAStepRefusesLeavesTheCallToTheNext() {
        String id = ringing();
        assertThat(refusal(here.changed(id, call -> {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        })).join()).contains(ErrorCode.UNAUTHORIZED);
        assertThat(refusal(accepts(there, id, 1)).join()).isEmpty();
    }

    private Uni<Boolean> accepts(Calls calls, String id, int number) {
        return calls.changed(id, call -> {
            if (call.isTalking()) {
                throw Failure.of(ErrorCode.ALREADY_ANSWERED);
            }
            return Calls.Step.write(changes.accepted(call, number, Optional.empty(), ANSWER, Optional.empty()), true);
        });
    }

    private static CompletableFuture<Optional<ErrorCode>> refusal(Uni<Boolean> step) {
        return step.map(done -> Optional.<ErrorCode>empty())
                .onFailure(Failure.class).recoverWithItem(failure -> Optional.of(((Failure) failure).code()))
                .subscribeAsCompletionStage();
    }

    private String ringing() {
        Call draft = Legs.ringing("ben1", "carl1");
        String id = UUID.randomUUID().toString();
        Call call = new Call(id, draft.userId(), draft.connection(), draft.sessionId(), draft.backend(), draft.state(),
                draft.caller(), draft.options(), draft.legs(), draft.winner(), draft.startedAt(), draft.answeredAt(),
                draft.request(), draft.ended());
        await(records.create(new NewRecord(Kind.CALL, id, call.userId(), document.write(call), Optional.empty(),
                Optional.empty(), List.of()))
                .flatMap(lease -> records.commit(lease, changes.begun(call, Duration.ofSeconds(30)))));
        return id;
    }

    /** What is for sessions is nobody's here. */
    private static RedisRecords records(String instance) {
        var config = RealRedis.config();
        Scripts scripts = new Scripts(REDIS.redis(), config);
        var vertx = REDIS.vertx().getDelegate();
        Courier nobody = messages -> Uni.createFrom().voidItem();
        return new RedisRecords(scripts, new OwnerIndex(scripts, config), new HeldLeases(scripts, vertx, config),
                nobody,
                new Living(instance), vertx, config);
    }

    private record Living(String self) implements LiveInstances {

        @Override
        public boolean alive(String instance) {
            return true;
        }
    }
}
