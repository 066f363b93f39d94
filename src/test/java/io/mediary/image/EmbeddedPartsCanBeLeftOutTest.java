package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * Packages for production, and native executables, have neither the embedded parts nor their libraries: nothing else needs them.
 * Executables have no windows, either.
 */
class EmbeddedPartsCanBeLeftOutTest {

    private static final String EMBEDDED = "io.mediary.embedded";
    /** Comes with ice4j. */
    private static final String JNA = "com.sun.jna";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.mediary");
    private static final Pom POM = new Pom();

    @Test
    void nothingElseUsesThem() {
        assertThat(uses(false).filter(use -> isIn(use, EMBEDDED)).map(Dependency::getDescription)).isEmpty();
        assertThat(CLASSES).as("they are there").anyMatch(type -> type.getPackageName().equals(EMBEDDED));
    }

    @Test
    void nothingElseUsesTheirLibraries() {
        Set<String> libraries = libraries();

        assertThat(libraries).contains(JNA, "org.bytedeco", "org.ice4j", "org.bouncycastle", "redis.embedded");
        assertThat(uses(false).filter(use -> libraries.stream().anyMatch(prefix -> isIn(use, prefix)))
                .map(Dependency::getDescription)).isEmpty();
        assertThat(libraries).as("used by the embedded parts, or why are they there?")
                .filteredOn(prefix -> uses(true).anyMatch(use -> isIn(use, prefix)))
                .contains("org.bytedeco", "org.ice4j", "org.bouncycastle", "redis.embedded");
    }

    @Test
    void nothingElseUsesWindowsOrSound() {
        Set<String> desktop = ModuleFinder.ofSystem().find("java.desktop").orElseThrow().descriptor().packages();

        assertThat(desktop).contains("java.awt", "java.beans", "javax.sound.sampled");
        assertThat(uses(false).filter(use -> desktop.contains(use.getTargetClass().getPackageName()))
                .map(Dependency::getDescription)).isEmpty();
    }

    @Test
    void bothKindsOfPackageLeaveOutTheClassesAndTheLibraries() {
        for (String profile : List.of("without-embedded", "native")) {
            assertThat(POM.property(profile, "embedded.scope")).contains("provided");
            assertThat(POM.property(profile, "mediary.embedded.included")).contains("false");
        }
        assertThat(POM.artifacts("${embedded.scope}")).contains("embedded-redis", "ice4j", "ffmpeg", "bctls-jdk18on");
    }

    private static Stream<Dependency> uses(boolean embedded) {
        return CLASSES.stream().filter(type -> in(type.getPackageName(), EMBEDDED) == embedded)
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream());
    }

    private static boolean isIn(Dependency use, String prefix) {
        return in(use.getTargetClass().getBaseComponentType().getPackageName(), prefix);
    }

    private static boolean in(String packageName, String prefix) {
        return packageName.equals(prefix) || packageName.startsWith(prefix + ".");
    }

    /** The first two words of the packages in the embedded parts' libraries, and what they bring. */
    private static Set<String> libraries() {
        Set<String> names = new TreeSet<>(Set.of(JNA));
        List<String> jars = List
                .of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator));
        for (String artifact : POM.artifacts("${embedded.scope}")) {
            List<String> found = jars.stream()
                    .filter(jar -> Path.of(jar).getFileName().toString().matches(artifact + "-[0-9].*\\.jar")).toList();
            assertThat(found).as(artifact).isNotEmpty();
            found.forEach(jar -> names.addAll(packages(jar)));
        }
        return names;
    }

    private static Set<String> packages(String jar) {
        try (JarFile file = new JarFile(jar)) {
            return file.stream().map(entry -> entry.getName().split("/"))
                    .filter(path -> path.length > 2 && path[path.length - 1].endsWith(".class")
                            && !path[0].equals("META-INF"))
                    .map(path -> path[0] + "." + path[1]).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
