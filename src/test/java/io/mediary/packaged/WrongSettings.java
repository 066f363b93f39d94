package io.mediary.packaged;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.assertj.core.api.SoftAssertions;

import io.mediary.testing.MediaryProcess;
import io.mediary.testing.Packaging;

/** Settings of each kind whose wrong value must keep an instance from starting, and tell why: missing, malformed, out of range, contradictory. */
final class WrongSettings {

    private static final int AT_ONCE = 3;

    /**
     * What is set wrongly.
     *
     * @param setting the one whose name must be told
     * @param value empty: it is not set at all
     * @param others what else is set for that
     */
    private record Mistake(String setting, String value, Map<String, String> others) {

        static Mistake of(String setting, String value, String... others) {
            Map<String, String> further = new HashMap<>();
            for (int i = 0; i < others.length; i += 2) {
                further.put(others[i], others[i + 1]);
            }
            return new Mistake(setting, value, further);
        }

        Map<String, String> in(Map<String, String> right) {
            Map<String, String> all = new HashMap<>(right);
            all.putAll(others);
            if (value.isEmpty()) {
                all.remove(setting);
            } else {
                all.put(setting, value);
            }
            return all;
        }

        @Override
        public String toString() {
            return setting + (value.isEmpty() ? "" : "=" + value);
        }
    }

    private static final List<Mistake> MISTAKES = List.of(
            Mistake.of("quarkus.redis.hosts", ""),
            Mistake.of("mediary.kurento.urls", "http://127.0.0.1:8888/kurento"),
            Mistake.of("mediary.kurento.lines", "0"),
            Mistake.of("mediary.session.wait-timeout", "soon"),
            Mistake.of("mediary.recordings.s3.secret-key", "", "mediary.recordings.s3.bucket", "takes",
                    "mediary.recordings.s3.access-key", "half"),
            Mistake.of("mediary.auth.enabled", ""));

    private WrongSettings() {
    }

    /**
     * Starts an instance with each mistake: it must end by itself with an error, never have listened, and name the setting.
     *
     * @param right what an instance needs, without any mistake
     */
    static void endTheStart(Packaging packaging, Map<String, String> right) {
        ExecutorService some = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<Optional<String>>> starts = new ArrayList<>();
            for (int i = 0; i < MISTAKES.size(); i++) {
                String name = "wrong-" + packaging.name() + "-" + i;
                Mistake mistake = MISTAKES.get(i);
                starts.add(some.submit((Callable<Optional<String>>) () -> refusal(name, packaging, mistake.in(right))));
            }
            SoftAssertions all = new SoftAssertions();
            for (int i = 0; i < MISTAKES.size(); i++) {
                Mistake mistake = MISTAKES.get(i);
                Optional<String> refusal = result(starts.get(i));
                all.assertThat(refusal).as(mistake.toString()).isPresent();
                refusal.ifPresent(text -> all.assertThat(text).as(mistake.toString())
                        .contains("ended with 1").contains(mistake.setting()));
            }
            all.assertAll();
        } finally {
            some.shutdownNow();
        }
    }

    /** All that an instance said that did not start; empty: it did. */
    private static Optional<String> refusal(String name, Packaging packaging, Map<String, String> settings) {
        try (MediaryProcess started = MediaryProcess.start(name, packaging, settings)) {
            return Optional.empty();
        } catch (IllegalStateException ended) {
            return Optional.of(ended.getMessage());
        }
    }

    private static Optional<String> result(Future<Optional<String>> start) {
        try {
            return start.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
