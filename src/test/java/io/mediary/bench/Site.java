package io.mediary.bench;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mediary.faults.MediaServerMain;
import io.mediary.testing.RedisServer;

/** A Redis, perhaps a media server, and instances of the packaged application: processes of their own. For one thread. */
final class Site implements AutoCloseable {

    private static final Path JAR = Path.of("target/quarkus-app/quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^\\s:]+:(\\d+)");
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");
    private static final Pattern MEDIA = Pattern.compile("@(ws://\\S+)");

    /**
     * An instance.
     *
     * @param jvm its process
     */
    record Instance(Jvm jvm) {

        /** The WebSocket door. */
        URI socket() {
            return URI.create("ws://127.0.0.1:" + jvm.address() + "/v1/ws");
        }
    }

    private final String name;
    private final RedisServer redis = new RedisServer();
    private final List<Jvm> started = new ArrayList<>();
    private int instances;

    Site(String name) {
        this.name = name;
    }

    RedisServer redis() {
        return redis;
    }

    /** Starts the embedded media server, or names the real one that {@code -Dmediary.test.kurento.url} does. */
    URI media() {
        String real = System.getProperty("mediary.test.kurento.url", "");
        return real.isEmpty() ? URI.create(mediaProcess().address()) : URI.create(real);
    }

    /** Starts the embedded media server. */
    Jvm mediaProcess() {
        return program("media", MEDIA, MediaServerMain.class.getName());
    }

    /** Starts a class of the tests, which prints where it listens. */
    Jvm program(String what, Pattern ready, String main, String... arguments) {
        return keep(new Jvm(name + "-" + what, Jvm.program(main, arguments), ready));
    }

    /**
     * Starts an instance and waits until it listens. It bears that a client or Redis has its turn late, and asks for no signs of life.
     *
     * @param settings key, value, key, value
     */
    Instance instance(URI media, String... settings) {
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is not there: run `mvn package` first");
        }
        Map<String, String> properties = new TreeMap<>(Map.of("mediary.auth.enabled", "false",
                "quarkus.http.host", "127.0.0.1", "quarkus.http.port", "0", "quarkus.redis.hosts",
                redis.url().toString(), "mediary.kurento.urls", media.toString(), "mediary.limits.sessions-per-user",
                "100000", "mediary.connection.ping-interval", "1h", "mediary.connection.answer-timeout", "1h"));
        properties.putAll(Map.of("mediary.store.timeout", "20s", "mediary.store.lease", "70s"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        List<String> options = new ArrayList<>();
        properties.forEach((key, value) -> options.add("-D" + key + "=" + value));
        options.addAll(List.of("-jar", JAR.toString()));
        return new Instance(keep(new Jvm(name + "-" + ++instances, options, LISTENING)));
    }

    /** Processor time that Redis has had, in milliseconds. */
    double redisCpu() {
        return 1000
                * (Double.parseDouble(redis.info("used_cpu_user")) + Double.parseDouble(redis.info("used_cpu_sys")));
    }

    /** How many scripts Redis has run. */
    long scripts() {
        Matcher calls = SCRIPTS.matcher(redis.command("INFO", "commandstats").toString());
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    /** Bytes that Redis has in use. */
    long redisMemory() {
        return Long.parseLong(redis.info("used_memory"));
    }

    @Override
    public void close() {
        started.forEach(Jvm::close);
        redis.close();
    }

    private Jvm keep(Jvm jvm) {
        started.add(jvm);
        return jvm;
    }
}
