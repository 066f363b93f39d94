package io.mediary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The table of packages in the design: who may use whom. A package that is not in it has no place yet. */
class PackagesTest {

    private static final String ROOT = "io.mediary.";

    /** All may use these, so they use nothing but what comes before them. */
    private static final List<String> COMMON = List.of("config", "signal", "function");

    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("config", Set.of()),
            Map.entry("signal", Set.of()),
            Map.entry("function", Set.of()),
            Map.entry("store", Set.of()),
            Map.entry("instance", Set.of("store")),
            Map.entry("event", Set.of("store", "instance")),
            Map.entry("media", Set.of()),
            Map.entry("media.kurento", Set.of("media", "store", "instance", "event")),
            Map.entry("connection", Set.of("event", "store", "instance")),
            Map.entry("node", Set.of("media", "event", "connection")),
            Map.entry("room", Set.of("media", "event", "connection", "store")),
            Map.entry("recording", Set.of("media", "event", "connection", "store")),
            Map.entry("relay", Set.of("media", "store")),
            Map.entry("ice", Set.of()),
            Map.entry("session",
                    Set.of("media", "event", "connection", "store", "room", "recording", "relay", "ice")),
            Map.entry("call", Set.of("session", "connection", "event", "store")),
            Map.entry("sip", Set.of("session", "connection", "event", "store", "call", "instance")),
            Map.entry("api", Set.of("connection", "event", "recording", "instance")),
            Map.entry("embedded", Set.of()));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.mediary");

    @Test
    void everyClassUsesOnlyWhatItsPackageMay() {
        assertThat(CLASSES.stream().flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(Predicate.not(PackagesTest::isAllowed)).map(Dependency::getDescription)).isEmpty();
    }

    @Test
    void everyPackageHasItsPlaceInTheTable() {
        assertThat(CLASSES.stream().filter(type -> room(type).isEmpty()).map(JavaClass::getName)).isEmpty();
    }

    @Test
    void theTableHasNoCycles() {
        Set<String> left = new TreeSet<>(MAY_USE.keySet());
        Set<String> free;
        do {
            free = left.stream().filter(room -> MAY_USE.get(room).stream().noneMatch(left::contains))
                    .collect(Collectors.toSet());
            left.removeAll(free);
        } while (!free.isEmpty());
        assertThat(left).isEmpty();
    }

    @Test
    void kurentosTypesStayInTheirAdapter() {
        assertThat(CLASSES.stream().filter(type -> !room(type).equals("media.kurento"))
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(use -> use.getTargetClass().getPackageName().startsWith("org.kurento"))
                .map(Dependency::getDescription)).isEmpty();
    }

    private static boolean isAllowed(Dependency use) {
        String from = room(use.getOriginClass());
        JavaClass target = use.getTargetClass().getBaseComponentType();
        if (!target.getName().startsWith(ROOT) || from.isEmpty()) {
            return true;
        }
        String to = room(target);
        int common = COMMON.indexOf(to);
        boolean usesCommon = common >= 0 && (!COMMON.contains(from) || COMMON.indexOf(from) > common);
        return from.equals(to) || usesCommon || MAY_USE.get(from).contains(to);
    }

    /** The package's name in the table: the longest that this one is, or is under. */
    private static String room(JavaClass type) {
        String name = type.getPackageName() + ".";
        return MAY_USE.keySet().stream().filter(room -> name.startsWith(ROOT + room + "."))
                .max(Comparator.comparingInt(String::length)).orElse("");
    }
}
