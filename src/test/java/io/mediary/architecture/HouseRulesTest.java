package io.mediary.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;

/** The habits of the house that a machine can check. */
@AnalyzeClasses(packages = "io.mediary", importOptions = ImportOption.DoNotIncludeTests.class)
class HouseRulesTest {

    /** "About 300": what a class may have over that. */
    private static final int LINES = 330;

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = classes().should()
            .haveNameNotMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl|Base)(\\$.*)?")
            .because("such names say nothing");

    @ArchTest
    static final ArchRule NO_STATIC_STATE = fields().that().areStatic().and(areWritten()).should().beFinal();

    @ArchTest
    static final ArchRule NO_FIELD_INJECTION = noFields().should().beAnnotatedWith(Inject.class)
            .because("constructors show what a class needs");

    @ArchTest
    static final ArchRule NO_STANDARD_STREAMS = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static void classesAreShort(com.tngtech.archunit.core.domain.JavaClasses ignored) {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(source -> source.toString().endsWith(".java"))
                    .filter(source -> lines(source) > LINES)).as("longer than %d lines", LINES).isEmpty();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long lines(Path source) {
        try (Stream<String> lines = Files.lines(source)) {
            return lines.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static DescribedPredicate<JavaField> areWritten() {
        return DescribedPredicate.describe("are written by hand",
                field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC));
    }
}
