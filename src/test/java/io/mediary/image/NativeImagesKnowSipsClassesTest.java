package io.mediary.image;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import gov.nist.javax.sip.header.NameMap;
import gov.nist.javax.sip.message.ListMap;
import gov.nist.javax.sip.parser.ParserFactory;

/** No native image is built here: what JAIN-SIP reaches by name must be declared, or a gateway of it does not hear what is said. */
class NativeImagesKnowSipsClassesTest {

    @Test
    void everyParserThatIsMadeByNameIsDeclared() throws Exception {
        Map<?, ?> parsers = table(ParserFactory.class, "parserTable");

        assertThat(parsers).hasSizeGreaterThan(50);
        assertThat(SipUse.made()).containsAll(classes(parsers));
    }

    @Test
    void everyHeaderThatIsMadeByNameIsDeclared() throws Exception {
        ListMap.hasList(gov.nist.javax.sip.header.Via.class);
        Map<?, ?> lists = table(ListMap.class, "headerListTable");
        Set<Class<?>> named = new HashSet<>();
        for (Object name : table(NameMap.class, "nameMap").values()) {
            // Some names are of no class: JAIN-SIP has none either.
            if (getClass().getResource("/" + ((String) name).replace('.', '/') + ".class") != null) {
                named.add(Class.forName((String) name));
            }
        }

        assertThat(lists).hasSizeGreaterThan(20);
        assertThat(named).hasSizeGreaterThan(30);
        assertThat(SipUse.parts()).containsAll(classes(lists)).containsAll(named);
    }

    @Test
    void whatHoldsTimersAndRandomNumbersBeginsWhenTheExecutableRuns() throws Exception {
        Properties arguments = new Properties();
        try (InputStream packaged = getClass()
                .getResourceAsStream("/META-INF/native-image/io.mediary/mediary/native-image.properties")) {
            arguments.load(packaged);
        }

        assertThat(arguments.getProperty("Args")).isEqualTo("--initialize-at-run-time=gov.nist,javax.sip");
    }

    @Test
    void nothingOfItIsInTheImagesHeap() {
        noFields().that().areStatic().should()
                .haveRawType(JavaClass.Predicates.resideInAnyPackage("gov.nist..", "javax.sip.."))
                .check(new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.mediary"));
    }

    /** A native image links all that can be called, also what never is. */
    @Test
    void whatItsLoggersNameIsThere() throws Exception {
        assertThat(Class.forName("org.apache.log4j.Logger").getProtectionDomain().getCodeSource().getLocation()
                .getPath()).contains("log4j-over-slf4j");
    }

    private static List<Class<?>> classes(Map<?, ?> table) {
        return table.values().stream().<Class<?>>map(each -> (Class<?>) each).distinct().toList();
    }

    private static Map<?, ?> table(Class<?> owner, String name) throws ReflectiveOperationException {
        Field field = owner.getDeclaredField(name);
        field.setAccessible(true);
        return (Map<?, ?>) field.get(null);
    }
}
