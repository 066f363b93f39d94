package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;
import io.mediary.store.Keys;
import io.mediary.store.Kind;
import io.mediary.store.RealRedis;

class UsersHaveOnlySoManyRecordingsTest extends RecordingScene {

    private static final int BOUND = 3_000;

    UsersHaveOnlySoManyRecordingsTest() {
        super(RealRedis.config("recordings-per-user", Integer.toString(BOUND)));
    }

    @Test
    void oneMoreIsRefusedAndClaimsNothing() {
        String a = stopped("a.webm", 7);
        entered(BOUND - 1, System.currentTimeMillis());
        assertFails(ErrorCode.TOO_MANY_REQUESTS, recordings.begin(new NewRecording("s", "ann", "b.webm", WEBM)));
        begin("b.webm", "s", "ben");
        await(recordings.destroy(a, ANN));
        begin("c.webm");
        assertThat(listed(Optional.of("s"), BEN)).containsExactly("b.webm");
    }

    @Test
    void whatIsGoneDoesNotCountHoweverMuchItIs() {
        entered(BOUND, 1);
        begin("a.webm");
        assertThat(REDIS.command("ZCARD", Keys.user(Kind.RECORDING, "ann")).toInteger()).isEqualTo(1);
    }

    /** Entries of the index without recordings; old ones are found to be so. */
    private static void entered(int count, long at) {
        List<String> words = new ArrayList<>(List.of(Keys.user(Kind.RECORDING, "ann")));
        for (int i = 0; i < count; i++) {
            words.add(Long.toString(at));
            words.add("gone-" + i);
        }
        REDIS.command("ZADD", words.toArray(String[]::new));
    }
}
