package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Jackson reads and writes records by reflection: in a native executable only those that are registered. Class files do not tell
 * which object is written, so each record and enumeration counts that a method has at hand while it does; what never is written, is
 * named here. Inputs and outputs of functions are looked at by {@code FunctionTypesTest}.
 */
class JsonTypesAreRegisteredTest {

    private static final Set<String> READING = Set.of("readValue", "convertValue", "treeToValue", "readerFor",
            "forType",
            "constructType");
    private static final Set<String> WRITING = Set.of("valueToTree", "writeValueAsString", "writeValueAsBytes",
            "writeValue", "writerFor", "convertValue");

    private static final List<Class<?>> JACKSON = List.of(ObjectMapper.class, ObjectReader.class, ObjectWriter.class);

    /** At hand where JSON is written, and never in it. */
    private static final Set<String> NEVER_WRITTEN = Set.of("io.mediary.call.CallCreation$Wanted",
            "io.mediary.call.Destination", "io.mediary.connection.ClientAnswer", "io.mediary.event.Delivered",
            "io.mediary.event.Event", "io.mediary.event.LogPosition", "io.mediary.session.CallSessions$Said",
            "io.mediary.store.Partition",
            "io.mediary.function.Caller", "io.mediary.function.ErrorCode", "io.mediary.media.MediaNode",
            "io.mediary.media.MediaNode$State", "io.mediary.store.Change", "io.mediary.store.Deadline",
            "io.mediary.store.Kind", "io.mediary.store.Lease", "io.mediary.store.LogEntry", "io.mediary.store.Message",
            "io.mediary.store.NewRecord$ConnectionRef");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.mediary");

    @Test
    void whatIsReadOrWrittenIsRegistered() {
        Set<Class<?>> found = jsonTypes(CLASSES);

        assertThat(found).extracting(Class::getSimpleName).contains("Session", "Room", "Recording", "Candidate",
                "Description", "Relay", "InstanceInfo", "Options");
        assertThat(found.stream().filter(type -> !type.isAnnotationPresent(RegisterForReflection.class)))
                .extracting(Class::getName).containsExactlyInAnyOrderElementsOf(NEVER_WRITTEN);
    }

    private enum Word {
    }

    private record Inner(Word word) {
    }

    private record Outer(List<Inner> inner) {
    }

    /** Reads and writes without registration. It never runs. */
    static final class Careless {

        String write(ObjectMapper json, Outer outer) throws IOException {
            return json.writeValueAsString(outer);
        }

        <T> T read(ObjectMapper json, String text, Class<T> type) throws IOException {
            return json.readValue(text, type);
        }
    }

    /** Has another class read. */
    static final class Asking {

        Object ask(Careless careless, ObjectMapper json) throws IOException {
            return careless.read(json, "{}", Inner.class);
        }
    }

    @Test
    void whatIsForgottenIsSeen() {
        assertThat(jsonTypes(new ClassFileImporter().importClasses(Careless.class)))
                .containsExactlyInAnyOrder(Outer.class, Inner.class, Word.class);
        assertThat(jsonTypes(new ClassFileImporter().importClasses(Careless.class, Asking.class)))
                .contains(Inner.class);
        assertThat(jsonTypes(new ClassFileImporter().importClasses(Asking.class))).isEmpty();
    }

    private static Set<Class<?>> jsonTypes(JavaClasses classes) {
        Set<JavaClass> touched = new HashSet<>();
        List<JavaCodeUnit> methods = classes.stream().filter(type -> !type.getPackageName().contains(".embedded"))
                .flatMap(type -> type.getCodeUnits().stream()).toList();
        List<JavaCodeUnit> readers = methods.stream().filter(method -> asks(method, READING)).toList();
        readers.forEach(method -> touched.addAll(named(method)));
        Set<String> generic = new HashSet<>();
        readers.stream().filter(method -> method.getRawParameterTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(Class.class)))
                .forEach(method -> generic.add(method.getFullName()));
        methods.stream().filter(method -> method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> generic.contains(call.getTarget().getFullName())))
                .forEach(method -> touched.addAll(named(method)));
        methods.stream().filter(method -> asks(method, WRITING)).forEach(method -> touched.addAll(atHand(method)));
        Set<Class<?>> all = new TreeSet<>(Comparator.comparing(Class::getName));
        touched.stream().filter(type -> type.getName().startsWith("io.mediary."))
                .forEach(type -> collect(type.reflect(), all));
        return all;
    }

    private static boolean asks(JavaCodeUnit method, Set<String> names) {
        return Stream.<JavaAccess<?>>concat(method.getMethodCallsFromSelf().stream(),
                method.getMethodReferencesFromSelf().stream())
                .anyMatch(access -> names.contains(access.getTarget().getName())
                        && JACKSON.stream().anyMatch(type -> access.getTargetOwner().isAssignableTo(type)));
    }

    /** The classes whose literals stand in a method. */
    private static List<JavaClass> named(JavaCodeUnit method) {
        return method.getReferencedClassObjects().stream().map(ReferencedClassObject::getRawType).toList();
    }

    /** The types of its parameters, of the fields that it reads, and of what the methods that it calls return. */
    private static Set<JavaClass> atHand(JavaCodeUnit method) {
        Set<JavaClass> all = new HashSet<>(named(method));
        method.getParameterTypes().forEach(type -> all.addAll(type.getAllInvolvedRawTypes()));
        method.getFieldAccesses().forEach(access -> access.getTarget().resolveMember()
                .ifPresent(field -> all.addAll(field.getType().getAllInvolvedRawTypes())));
        method.getMethodCallsFromSelf().forEach(call -> call.getTarget().resolveMember()
                .ifPresent(called -> all.addAll(called.getReturnType().getAllInvolvedRawTypes())));
        return all;
    }

    /** Records and enumerations, and those that they are made of. */
    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            collect(generic.getRawType(), found);
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, found));
        } else if (type instanceof Class<?> raw && raw.isArray()) {
            collect(raw.getComponentType(), found);
        } else if (type instanceof Class<?> raw && raw.getName().startsWith("io.mediary.")
                && (raw.isRecord() || raw.isEnum()) && found.add(raw) && raw.isRecord()) {
            Arrays.stream(raw.getRecordComponents()).forEach(part -> collect(part.getGenericType(), found));
        }
    }
}
