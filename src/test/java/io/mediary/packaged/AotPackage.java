package io.mediary.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mediary.instance.FlatStart;
import io.mediary.testing.Packaging;

/**
 * A fast-jar with a cache of what a JVM has loaded of it. The fast-jar stays as it is. Beside it stand a jar that holds
 * nothing but a class path, the cache, and a file of options that starts both: {@code java @mediary.args}.
 */
public final class AotPackage {

    private static final String LAUNCHER = "mediary-aot.jar";
    private static final String OPTIONS = "mediary.args";

    private final Path app;
    private final Jvm jvm;

    /**
     * Nothing is written yet.
     *
     * @param app the directory of a fast-jar: {@code target/quarkus-app}
     * @param jvm the one that trains, and that runs
     */
    public AotPackage(Path app, Jvm jvm) {
        this.app = app.toAbsolutePath().normalize();
        this.jvm = jvm;
    }

    /** The same of a copy of the fast-jar, for tests: what the build has packaged stays as it is. */
    public static AotPackage ofCopy(Path fastJar, Path copy, Jvm jvm) {
        try (Stream<Path> files = Files.walk(fastJar)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(fastJar.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new AotPackage(copy, jvm);
    }

    /** The file that the JVM writes at the end of its training. */
    public Path cache() {
        return app.resolve(jvm.cacheName());
    }

    /** Writes the jar of the class path and the options, and removes a former cache. */
    public void prepare() {
        try {
            Files.deleteIfExists(cache());
            writeLauncher();
            Files.write(options(), List.of(quoted(jvm.using(cache())), "-jar", quoted(launcher().toString())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The form that is trained: its JVM writes the cache when it ends. What G1 writes the serial and the parallel collector
     * read, too; the other way round it is not so.
     */
    public Packaging trained() {
        return new Packaging("training", launcher(), List.of(java(), "-XX:+UseG1GC", jvm.writing(cache())),
                List.of("-jar", launcher().toString()));
    }

    /** The form that is deployed. */
    public Packaging deployed() {
        return new Packaging(jvm.hasAot() ? "aot" : "cds", cache(), List.of(java()), List.of("@" + options()));
    }

    /** The same, but it does not start where the cache cannot be used; further options of the JVM. */
    public Packaging strict(String... options) {
        return new Packaging(jvm.hasAot() ? "aot" : "cds", cache(),
                Stream.concat(Stream.of(java(), jvm.strictly()), Stream.of(options)).toList(),
                List.of("@" + options()));
    }

    private String java() {
        return jvm.home().resolve("bin/java").toString();
    }

    private Path launcher() {
        return app.resolve(LAUNCHER);
    }

    private Path options() {
        return app.resolve(OPTIONS);
    }

    private static String quoted(String option) {
        return '"' + option.replace("\\", "\\\\") + '"';
    }

    private void writeLauncher() throws IOException {
        Manifest manifest = quarkusManifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MAIN_CLASS, FlatStart.class.getName());
        main.put(Attributes.Name.CLASS_PATH, classPath());
        try (OutputStream file = Files.newOutputStream(launcher());
                JarOutputStream jar = new JarOutputStream(file, manifest)) {
            jar.finish();
        }
    }

    /** Quarkus knows which packages the application opens to itself. */
    private Manifest quarkusManifest() throws IOException {
        try (JarFile jar = new JarFile(app.resolve("quarkus-run.jar").toFile());
                InputStream in = jar.getInputStream(jar.getEntry(JarFile.MANIFEST_NAME))) {
            return new Manifest(in);
        }
    }

    /** What Quarkus has changed stands before what it has changed. */
    private String classPath() {
        List<Path> first = List.of(app.resolve("quarkus/transformed-bytecode.jar"),
                app.resolve("quarkus/generated-bytecode.jar"));
        Stream<Path> others = Stream.of("app", "lib/boot", "lib/main").flatMap(this::jars);
        return Stream.concat(first.stream().filter(Files::exists), others)
                .map(jar -> app.relativize(jar).toString().replace('\\', '/'))
                .collect(Collectors.joining(" "));
    }

    private Stream<Path> jars(String directory) {
        try (Stream<Path> files = Files.list(app.resolve(directory))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
