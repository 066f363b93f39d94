package io.mediary.packaged;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

import io.mediary.embedded.EmbeddedRedis;
import io.mediary.testing.EmbeddedMedia;
import io.mediary.testing.MediaryProcess;

/**
 * Makes an {@link AotPackage}: starts the package, has it serve real commands over a real Redis and a media server, and lets
 * it end in order, upon which its JVM writes the cache. Redis and media server are the embedded ones of this process, so
 * the package itself needs neither, unless {@code -Dmediary.aot.redis=redis://…} and {@code -Dmediary.aot.kurento=ws://…} name
 * others.
 */
public final class Training {

    private static final Logger LOG = Logger.getLogger(Training.class);
    private static final Duration WRITING = Duration.ofMinutes(5);

    private Training() {
    }

    /**
     * Trains with the JVM that runs this, or the one that {@code -Dmediary.aot.jdk} names; ends with an error where there is
     * no cache in the end, or one that the JVM does not take.
     *
     * @param directory of the fast-jar; the cache gets there, too
     */
    public static void main(String[] directory) {
        Path app = Path.of(directory.length > 0 ? directory[0] : "target/quarkus-app");
        Jvm jvm = System.getProperty("mediary.aot.jdk", "").isEmpty() ? Jvm.own() : Jvm.best();
        AotPackage made = train(new AotPackage(app, jvm));
        LOG.infof("%s: %d MB, of Java %d", made.cache(), size(made.cache()) >> 20, jvm.feature());
    }

    /** Trains, and starts the result once to see that the cache is taken. Blocks for half a minute. */
    public static AotPackage train(AotPackage made) {
        made.prepare();
        try (Backends backends = Backends.open()) {
            try (MediaryProcess instance = MediaryProcess.start("training", made.trained(), backends.settings())) {
                new Rehearsal(instance).run();
                instance.terminate();
                instance.ends(WRITING);
                if (!Files.exists(made.cache())) {
                    throw new IllegalStateException("there is no cache:\n" + instance.output());
                }
            }
            try (MediaryProcess instance = MediaryProcess.start("trained", made.strict(), backends.settings())) {
                new Rehearsal(instance).ready();
                instance.stop();
            }
        }
        return made;
    }

    private static long size(Path file) {
        return file.toFile().length();
    }

    /**
     * What an instance needs.
     *
     * @param redis where Redis is
     * @param kurento where the media server is
     * @param end ends what was started for it
     */
    record Backends(URI redis, URI kurento, Runnable end) implements AutoCloseable {

        /** What is named, else the embedded ones. */
        static Backends open() {
            Deque<Runnable> ends = new ArrayDeque<>();
            URI redis = named("mediary.aot.redis").orElseGet(() -> {
                EmbeddedRedis store = EmbeddedRedis.start("127.0.0.1", 0);
                ends.push(store::close);
                return store.url();
            });
            URI kurento = named("mediary.aot.kurento").orElseGet(() -> {
                EmbeddedMedia media = new EmbeddedMedia();
                ends.push(media::close);
                return media.url();
            });
            return new Backends(redis, kurento, () -> ends.forEach(Runnable::run));
        }

        private static Optional<URI> named(String property) {
            return Optional.of(System.getProperty(property, "")).filter(value -> !value.isEmpty()).map(URI::create);
        }

        Map<String, String> settings() {
            return new HashMap<>(Map.of("mediary.auth.enabled", "false", "quarkus.redis.hosts", redis.toString(),
                    "mediary.kurento.urls", kurento.toString()));
        }

        @Override
        public void close() {
            end.run();
        }
    }
}
