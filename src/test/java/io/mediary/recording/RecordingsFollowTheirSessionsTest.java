package io.mediary.recording;

import static io.mediary.store.RealRedis.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;

import org.junit.jupiter.api.Test;

import io.mediary.store.Message;
import io.mediary.testing.RealTime;

@RealTime
class RecordingsFollowTheirSessionsTest extends RecordingScene {

    @Test
    void eachStateIsTold() {
        String id = begin("a.webm");
        long began = recording(id).startedAt();
        assertThat(state(id)).isEqualTo("recording");
        assertThat(deadlines(id)).containsExactlyInAnyOrder("check", "late");
        told(id, "paused", began + 10);
        assertThat(state(id)).isEqualTo("paused");
        told(id, "resumed", began + 20);
        assertThat(state(id)).isEqualTo("recording");
        told(id, "paused", began + 30);
        files.sizes.put("a.webm", 7L);
        told(id, "stopped", began + 40);
        assertThat(state(id)).isEqualTo("stopped");
        assertThat(recording(id).size()).isEqualTo(7);
        assertThat(deadlines(id)).isEmpty();
        assertThat(ttl(id)).isEqualTo(-1);
    }

    @Test
    void itIsAsLongAsTheIntervalsInWhichMediaWereWritten() {
        String id = begin("a.webm");
        long began = recording(id).startedAt();
        writing(id, began + 1_000);
        halted(id, began + 3_000);
        assertThat(recording(id).duration()).isEqualTo(2_000);
        writing(id, began + 10_000);
        told(id, "paused", began + 14_000);
        told(id, "resumed", began + 20_000);
        writing(id, began + 20_500);
        files.sizes.put("a.webm", 7L);
        told(id, "stopped", began + 21_500);
        assertThat(info.of(recording(id)).path("duration").asLong()).isEqualTo(7_000);
    }

    @Test
    void thePresentIntervalCountsWhileItIsWritten() {
        String id = begin("a.webm");
        assertThat(recording(id).duration(Long.MAX_VALUE)).isZero();
        writing(id, 1_000);
        assertThat(recording(id).duration(4_000)).isEqualTo(3_000);
        assertThat(recording(id).duration(500)).isZero();
    }

    @Test
    void wordsThatComeTwiceOrTooLateChangeNothing() {
        String id = begin("a.webm");
        long began = recording(id).startedAt();
        writing(id, began + 1_000);
        writing(id, began + 2_000);
        told(id, "paused", began + 5_000);
        told(id, "paused", began + 5_000);
        halted(id, began + 6_000);
        told(id, "resumed", began + 4_000);
        assertThat(state(id)).isEqualTo("paused");
        assertThat(recording(id).duration()).isEqualTo(4_000);
        told(id, "resumed", began + 10_000);
        writing(id, began + 11_000);
        halted(id, began + 4_500);
        told(id, "paused", began + 5_000);
        assertThat(state(id)).isEqualTo("recording");
        files.sizes.put("a.webm", 7L);
        told(id, "stopped", began + 12_000);
        Recording over = recording(id);
        told(id, "stopped", began + 12_000);
        told(id, "lost", began + 13_000);
        told(id, "paused", began + 13_000);
        told(id, "resumed", began + 13_000);
        writing(id, began + 13_000);
        halted(id, began + 14_000);
        assertThat(recording(id)).isEqualTo(over);
        assertThat(over.duration()).isEqualTo(5_000);
        assertThat(types(id)).containsExactly("recording_ready");
    }

    @Test
    void wordsAboutARecordingThatIsGoneAreNoErrors() {
        for (String word : new String[]{"paused", "resumed", "stopped", "lost"}) {
            told("nothing", word, 1);
        }
        for (String deadline : new String[]{"check", "doubt", "late", "finish", "expire", "creating", "lease"}) {
            overdue("nothing", deadline);
        }
        await(recordings.writing("nothing", Instant.now()));
        await(recordings.halted("nothing", Instant.now()));
        await(recordings.broken("nothing", "never begun"));
        assertThat(types("nothing")).isEmpty();
    }

    @Test
    void messagesSayWhenTheirSessionsDidIt() {
        long before = System.currentTimeMillis();
        for (Message message : new Message[]{recordings.paused("x"), recordings.resumed("x"), recordings.stopped("x"),
                recordings.lost("x")}) {
            assertThat(message.target()).isEqualTo("x");
            assertThat(Long.parseLong(message.payload())).isBetween(before, System.currentTimeMillis());
        }
    }
}
