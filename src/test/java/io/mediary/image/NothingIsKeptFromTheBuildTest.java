package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * Quarkus runs static initializers when a native executable is built: what they read of the clock, of the machine or of chance would
 * be the same at every start, at every instance.
 */
class NothingIsKeptFromTheBuildTest {

    private static final Set<String> CHANCE = Set.of("java.util.Random", "java.security.SecureRandom",
            "java.util.SplittableRandom", "java.util.concurrent.ThreadLocalRandom");
    private static final Map<String, Set<String>> MOMENT = Map.of(
            "java.lang.System", Set.of("nanoTime", "currentTimeMillis", "getenv", "getProperty"),
            "java.lang.Runtime", Set.of("getRuntime"), "java.lang.ProcessHandle", Set.of("current"),
            "java.time.Instant", Set.of("now"), "java.time.Clock", Set.of("systemUTC"), "java.lang.Thread",
            Set.of("<init>", "currentThread"), "java.util.UUID", Set.of("randomUUID"), "java.net.InetAddress",
            Set.of("getLocalHost", "getByName", "getLoopbackAddress"));

    private static final String NANOS = "java.lang.System.nanoTime()";

    /** Keeps the time of the build. */
    static final class Hasty {

        static final long STARTED = System.nanoTime();
    }

    @Test
    void staticInitializersReadNothingThatChanges() {
        JavaClasses classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.mediary");

        assertThat(classes.stream().filter(type -> !type.getPackageName().startsWith("io.mediary.embedded"))
                .flatMap(NothingIsKeptFromTheBuildTest::kept)).isEmpty();
        assertThat(kept(new ClassFileImporter().importClass(Hasty.class)).toList()).isEqualTo(List.of(NANOS));
    }

    private static Stream<String> kept(JavaClass type) {
        return type.getStaticInitializer().stream().flatMap(init -> init.getAccessesFromSelf().stream())
                .<AccessTarget>map(JavaAccess::getTarget).filter(NothingIsKeptFromTheBuildTest::changes)
                .map(AccessTarget::getFullName);
    }

    private static boolean changes(AccessTarget target) {
        String owner = target.getOwner().getName();
        return CHANCE.contains(owner) || MOMENT.getOrDefault(owner, Set.of()).contains(target.getName());
    }
}
