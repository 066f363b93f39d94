package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.mediary.function.ErrorCode;

class RecordingsAreKeptForATimeTest extends RecordingScene {

    RecordingsAreKeptForATimeTest() {
        super("keep", "1h");
    }

    @Test
    void oneThatIsOverGoesAfterThatTime() {
        String id = stopped("a.webm", 7);
        assertThat(deadlines(id)).containsExactlyInAnyOrder("expire", "late");
        assertThat(ttl(id)).isGreaterThan(Duration.ofDays(30).toMillis());
        overdue(id, "expire");
        assertThat(files.sizes).isEmpty();
        assertThat(await(recordings.find(id))).isEmpty();
        overdue(id, "expire");
    }

    @Test
    void oneThatFailedGoesToo() {
        String id = begin("a.webm");
        told(id, "stopped", recording(id).startedAt() + 5);
        overdue(id, "expire");
        assertThat(await(recordings.find(id))).isEmpty();
    }

    @Test
    void itsTimeBeginsAtItsEnd() {
        String id = begin("a.webm");
        assertThat(deadlines(id)).doesNotContain("expire");
        overdue(id, "expire");
        assertThat(state(id)).isEqualTo("recording");
    }

    @Test
    void itIsTriedAgainWhereTheStoreIsAway() {
        String id = stopped("a.webm", 7);
        files.fail(1);
        assertFails(ErrorCode.UNAVAILABLE, ending.expire(id));
        assertThat(deadlines(id)).contains("expire");
        overdue(id, "expire");
        assertThat(files.sizes).isEmpty();
    }
}
