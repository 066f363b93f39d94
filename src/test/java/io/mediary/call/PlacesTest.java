package io.mediary.call;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.config.CallsConfig;
import io.mediary.connection.Connections;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Keys;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;

/** How much rings at once, for a caller and at a connection. */
class PlacesTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final Places places = new Places(new Scripts(REDIS.redis(), RealRedis.config()), new Connections(),
            new Few());

    @Test
    void aCallerHasSoManyRingAndNoMore() {
        Call first = call("ben1", "carl1");
        Call second = call("ben1", "carl1");
        await(places.ofCaller(first));
        await(places.ofCaller(first));
        refused(places.ofCaller(second));
        await(places.ofCaller(call("ben1")));
        refused(places.ofCaller(call("ben1")));
        await(places.left(Optional.of(over(first, 0)), List.of(0, 1)));
        await(places.ofCaller(call("ben1")));
        refused(places.ofCaller(call("ben1")));
    }

    @Test
    void aConnectionRingsForSoManyCallsAndNoMore() {
        Call first = call("carl1", "ben1");
        Call second = call("ben1", "dora1");
        await(places.atConnection(first, 1));
        await(places.atConnection(first, 1));
        refused(places.atConnection(second, 0));
        await(places.atConnection(second, 1));
        await(places.left(Optional.of(first.withWinner(1, 2)), List.of(1)));
        await(places.atConnection(second, 0));
    }

    @Test
    void whatNobodyGivesBackIsFreeWhenItCannotRingAnyMore() {
        Call call = call("ben1");
        await(places.ofCaller(call));
        await(places.atConnection(call, 0));
        assertThat(REDIS.command("PTTL", Keys.ringingOf("ann")).toLong()).isBetween(30_000L, 45_000L);
        assertThat(REDIS.command("PTTL", Keys.ringingAt("ben1")).toLong()).isBetween(1L, 30_000L);
        await(places.left(Optional.of(over(call, 0)), List.of(0)));
        assertThat(REDIS.command("EXISTS", Keys.ringingOf("ann")).toInteger()).isZero();
        assertThat(REDIS.command("EXISTS", Keys.ringingAt("ben1")).toInteger()).isZero();
    }

    @Test
    void aCallThatIsNotMadeLeavesOnlyWhatTheOneOfItsIdHas() {
        Call there = call("ben1", "carl1");
        Call again = Legs.ringing(there.callId(), List.of("ben1", "carl1", "dora1"));
        await(places.ofCaller(there));
        await(places.ofCaller(again));
        await(places.ofNobody(again, Optional.of(over(there, 0))));
        assertThat(REDIS.command("ZCARD", Keys.ringingOf("ann")).toInteger()).as("one rings still").isEqualTo(1);
        await(places.ofCaller(again));
        await(places.ofNobody(again, Optional.empty()));
        assertThat(REDIS.command("EXISTS", Keys.ringingOf("ann")).toInteger()).isZero();
    }

    private static Call call(String... connections) {
        return Legs.ringing(UUID.randomUUID().toString(), List.of(connections));
    }

    private static Call over(Call call, int number) {
        return call.withLeg(number, call.legs().get(number).withEnd(Leg.End.of(ErrorCode.CALL_REJECTED)));
    }

    private static void refused(Uni<Void> place) {
        assertThatThrownBy(() -> await(place)).isInstanceOfSatisfying(Failure.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS));
    }

    private static final class Few implements CallsConfig {

        @Override
        public Duration ring() {
            return Duration.ofSeconds(30);
        }

        @Override
        public int destinations() {
            return 4;
        }

        @Override
        public int legs() {
            return 4;
        }

        @Override
        public Duration step() {
            return Duration.ofSeconds(1);
        }

        @Override
        public int perUser() {
            return 10;
        }

        @Override
        public int ringingPerUser() {
            return 3;
        }

        @Override
        public int ringingPerConnection() {
            return 1;
        }
    }
}
