package io.mediary.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.mediary.packaged.AotPackage;
import io.mediary.packaged.Executables;
import io.mediary.packaged.Jvm;
import io.mediary.packaged.Starts;
import io.mediary.packaged.Training;
import io.mediary.testing.EmbeddedMedia;
import io.mediary.testing.Packaging;
import io.mediary.testing.RedisProcess;

/**
 * Start and memory of each package that can be had here, in one run: the jar, the jar with a cache, the native executable.
 * Prints a table and judges nothing. The packages take turns; {@code -Dmediary.bench.starts} says how often (15).
 */
@Tag("bench")
class StartBench {

    @Test
    void startToTheFirstAnswer() {
        int rounds = Integer.getInteger("mediary.bench.starts", 15);
        Jvm jvm = Jvm.best();
        AotPackage cached = Training
                .train(AotPackage.ofCopy(Path.of("target/quarkus-app"), Path.of("target/aot"), jvm));
        List<Packaging> packagings = new ArrayList<>(List.of(Packaging.jar(jvm.home()), cached.strict()));
        Executables.found().map(Packaging::executable).ifPresent(packagings::add);
        try (RedisProcess redis = new RedisProcess(); EmbeddedMedia media = new EmbeddedMedia()) {
            Map<String, String> settings = new HashMap<>(Map.of("mediary.auth.enabled", "false",
                    "quarkus.redis.hosts", redis.url().toString(), "mediary.kurento.urls", media.url().toString()));
            Starts starts = new Starts(settings).measure(rounds, packagings);
            System.out.printf("Java %d, %d processors%n%n%s%n", jvm.feature(),
                    Runtime.getRuntime().availableProcessors(), starts.table());
        }
    }
}
