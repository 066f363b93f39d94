package io.mediary.recording.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;

import io.mediary.config.RecordingStorageConfig;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

/** A real S3-compatible server (S3Proxy) in a process of its own, over a directory of its own with one bucket. */
public final class S3Server implements AutoCloseable {

    /** The bucket. */
    public static final String BUCKET = "recordings";
    /** Who may. */
    public static final String ACCESS_KEY = "tester";
    /** With this. */
    public static final String SECRET_KEY = "tester's secret";

    private static final Path JAR = Path.of("target/s3proxy/s3proxy.jar");
    private static final Pattern STARTED = Pattern.compile("Started ServerConnector.*127\\.0\\.0\\.1:(\\d+)}");

    private final Path directory;
    private Process process;
    private int port;

    /** Starts it on a free port. */
    public S3Server(Path directory) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory.resolve("data").resolve(BUCKET));
        start();
    }

    /** Starts it again, on its port, with what it has. */
    public void start() throws IOException {
        Path settings = Files.writeString(directory.resolve("s3proxy.conf"), String.join("\n",
                "s3proxy.endpoint=http://127.0.0.1:" + port, "s3proxy.authorization=aws-v2-or-v4",
                // As other stores do; the SDK tells the size of what is put together in such a header.
                "s3proxy.ignore-unknown-headers=true", "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "jclouds.provider=filesystem-nio2", "jclouds.identity=none", "jclouds.credential=none",
                "jclouds.filesystem.basedir=" + directory.resolve("data").toAbsolutePath()));
        Path log = directory.resolve("s3proxy.log");
        Files.deleteIfExists(log);
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "-jar", JAR.toString(), "--properties", settings.toString())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        port = Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> portIn(log), found -> found > 0);
    }

    /** Stops it at once. */
    public void stop() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws InterruptedException {
        stop();
    }

    /** Where it is. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** An object as it lies on its disk. */
    public Path object(String key) {
        return directory.resolve("data").resolve(BUCKET).resolve(key);
    }

    /** The settings for it, with some of {@code mediary.recordings.s3} changed: {@code "timeout", "1s"}. */
    public RecordingStorageConfig config(String... changed) {
        return config(endpoint(), changed);
    }

    /** The same at another address. */
    public static RecordingStorageConfig config(URI endpoint, String... changed) {
        Map<String, String> settings = new HashMap<>(settings(endpoint));
        for (int i = 0; i < changed.length; i += 2) {
            settings.put("mediary.recordings.s3." + changed[i], changed[i + 1]);
        }
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(RecordingStorageConfig.class)
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 100, new MemorySizeConverter())
                .withSources(List.of(new PropertiesConfigSource(settings, "test", 200))).addDiscoveredConverters()
                .build().getConfigMapping(RecordingStorageConfig.class);
    }

    /** The settings as properties. */
    public static Map<String, String> settings(URI endpoint) {
        return Map.of("mediary.recordings.s3.endpoint", endpoint.toString(), "mediary.recordings.s3.bucket", BUCKET,
                "mediary.recordings.s3.access-key", ACCESS_KEY, "mediary.recordings.s3.secret-key", SECRET_KEY,
                "mediary.recordings.s3.part-size", "5M");
    }

    private int portIn(Path log) throws IOException {
        if (!process.isAlive()) {
            throw new IOException("S3Proxy ended: " + Files.readString(log));
        }
        Matcher started = STARTED.matcher(Files.readString(log));
        return started.find() ? Integer.parseInt(started.group(1)) : 0;
    }
}
