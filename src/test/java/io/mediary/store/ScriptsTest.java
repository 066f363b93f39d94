package io.mediary.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.vertx.mutiny.redis.client.Response;

class ScriptsTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final Scripts scripts = new Scripts(REDIS.redis(), RealRedis.config("timeout", "500ms"));
    private final String log = Keys.log(new Partition(5));

    @Test
    void scriptIsLoadedWhenRedisDoesNotKnowIt() {
        RealRedis.await(scripts.run("publish", log, "o", "", "{}"));
        REDIS.command("SCRIPT", "FLUSH");
        RealRedis.await(scripts.run("publish", log, "o", "", "{}"));
        assertThat(REDIS.roundTrips(() -> RealRedis.await(scripts.run("publish", log, "o", "", "{}")))).hasSize(1);
        assertThat(REDIS.command("XLEN", log).toInteger()).isEqualTo(3);
    }

    @Test
    void scriptsSentTogetherAnswerInTheirOrder() {
        List<Scripts.Call> calls = IntStream.rangeClosed(1, 64).mapToObj(i -> new Scripts.Call("publish",
                List.of(Keys.log(new Partition(i - 1))), IntStream.range(0, i * 3).mapToObj(arg -> "x").toList()))
                .toList();
        List<Response> answers = RealRedis.await(scripts.together(calls));
        assertThat(answers).extracting(Response::toInteger)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 64).boxed().toList());
    }

    @Test
    void aWrongScriptIsAnInternalError() {
        REDIS.command("SET", log, "not a stream");
        assertFails(ErrorCode.INTERNAL_ERROR);
    }

    @Test
    void redisThatHangsOrIsAwayIsUnavailable() throws IOException {
        REDIS.command("CLIENT", "PAUSE", "1500", "WRITE");
        assertFails(ErrorCode.UNAVAILABLE);
        REDIS.stop();
        assertFails(ErrorCode.UNAVAILABLE);
        REDIS.start();
        RealRedis.await(scripts.run("publish", log, "o", "", "{}"));
    }

    private void assertFails(ErrorCode code) {
        assertThatThrownBy(() -> RealRedis.await(scripts.run("publish", log, "o", "", "{}")))
                .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
