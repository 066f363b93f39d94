package io.mediary.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A JVM of this machine, and how it caches what it has loaded.
 *
 * @param home its directory
 * @param feature its version: 17, 25
 */
public record Jvm(Path home, int feature) {

    /** The first version whose caches hold classes that are linked already, and what is known of methods. */
    private static final int AOT = 25;
    private static final List<Path> INSTALLED = List.of(Path.of("/usr/lib/jvm"), Path.of("/opt/java"));

    /** The one that runs this. */
    public static Jvm own() {
        return new Jvm(Path.of(System.getProperty("java.home")), Runtime.version().feature());
    }

    /** One that has AOT caches: that which {@code -Dmediary.aot.jdk} names, else this one, else any that is installed. */
    public static Optional<Jvm> withAot() {
        String named = System.getProperty("mediary.aot.jdk", "");
        Stream<Jvm> candidates = named.isEmpty() ? Stream.concat(Stream.of(own()), installed()) : at(Path.of(named));
        return candidates.filter(Jvm::hasAot).findFirst();
    }

    /** The best that there is for a cache. */
    public static Jvm best() {
        return withAot().orElseGet(Jvm::own);
    }

    /** Whether it has AOT caches; older ones have archives of class data. */
    public boolean hasAot() {
        return feature >= AOT;
    }

    /** The name of the cache's file. */
    String cacheName() {
        return hasAot() ? "mediary.aot" : "mediary.jsa";
    }

    /** The option with which it writes a cache when it ends. */
    String writing(Path cache) {
        return (hasAot() ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + cache;
    }

    /** The option with which it uses a cache. */
    String using(Path cache) {
        return (hasAot() ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + cache;
    }

    /** The option that makes it end, and say why, where it cannot use the cache. */
    String strictly() {
        return hasAot() ? "-XX:AOTMode=on" : "-Xshare:on";
    }

    private static Stream<Jvm> installed() {
        return INSTALLED.stream().filter(Files::isDirectory).flatMap(Jvm::children).flatMap(Jvm::at)
                .sorted(Comparator.comparingInt(Jvm::feature).reversed());
    }

    private static Stream<Path> children(Path directory) {
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each JVM says in its file {@code release} what it is. */
    private static Stream<Jvm> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release) || !Files.isExecutable(home.resolve("bin/java"))) {
            return Stream.empty();
        }
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(release)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
        // 1.8.0_392 is no version in the present sense.
        return version.isEmpty() || version.startsWith("1.")
                ? Stream.empty()
                : Stream.of(new Jvm(home, Runtime.Version.parse(version).feature()));
    }
}
