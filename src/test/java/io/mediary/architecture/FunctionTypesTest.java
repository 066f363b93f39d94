package io.mediary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.validation.Constraint;
import jakarta.validation.Valid;

import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the inputs and outputs of functions must have, and would miss only in a native image or quietly. */
class FunctionTypesTest {

    /** Those of the tests never see a native image. */
    private static final List<Class<?>> FUNCTIONS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.mediary").stream()
            .filter(type -> type.isAssignableTo(Function.class) && type.isAnnotatedWith(Command.class))
            .<Class<?>>map(JavaClass::reflect).toList();

    @Test
    void thereAreFunctions() {
        assertThat(FUNCTIONS).isNotEmpty();
    }

    @Test
    void everyTypeThatGoesOverTheWireIsRegisteredForReflection() {
        Set<Class<?>> types = new LinkedHashSet<>();
        FUNCTIONS.forEach(function -> typesOf(function).forEach(type -> collect(type, types)));

        assertThat(types).isNotEmpty()
                .allSatisfy(type -> assertThat(type.isAnnotationPresent(RegisterForReflection.class))
                        .as("%s has @RegisterForReflection", type.getName()).isTrue());
    }

    @Test
    void recordsWithBoundsInsideAnInputAreValidatedToo() {
        Set<Class<?>> types = new LinkedHashSet<>();
        FUNCTIONS.forEach(function -> collect(typesOf(function).get(0), types));
        List<String> forgotten = types.stream().filter(Class::isRecord)
                .flatMap(type -> Arrays.stream(type.getRecordComponents()))
                .filter(FunctionTypesTest::isLeftOut).map(Object::toString).toList();

        assertThat(forgotten).as("components that need @Valid").isEmpty();
    }

    private static List<Type> typesOf(Class<?> function) {
        return Stream.of(function.getGenericInterfaces()).filter(ParameterizedType.class::isInstance)
                .map(ParameterizedType.class::cast).filter(type -> type.getRawType() == Function.class)
                .map(type -> List.of(type.getActualTypeArguments())).findFirst().orElseThrow();
    }

    /** Our own types that this one is made of. */
    private static void collect(Type type, Set<Class<?>> found) {
        if (type instanceof ParameterizedType generic) {
            collect(generic.getRawType(), found);
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, found));
        } else if (type instanceof Class<?> raw && raw.isArray()) {
            collect(raw.getComponentType(), found);
        } else if (type instanceof Class<?> raw && raw.getName().startsWith("io.mediary.") && found.add(raw)
                && raw.isRecord()) {
            Arrays.stream(raw.getRecordComponents()).forEach(part -> collect(part.getGenericType(), found));
        }
    }

    private static boolean isLeftOut(RecordComponent component) {
        return mentioned(component.getAnnotatedType()).stream()
                .anyMatch(use -> use.getType() instanceof Class<?> raw && hasBounds(raw)
                        && !use.isAnnotationPresent(Valid.class))
                && !component.getAccessor().isAnnotationPresent(Valid.class);
    }

    private static List<AnnotatedType> mentioned(AnnotatedType type) {
        List<AnnotatedType> all = new ArrayList<>(List.of(type));
        if (type instanceof AnnotatedParameterizedType generic) {
            Arrays.stream(generic.getAnnotatedActualTypeArguments()).forEach(use -> all.addAll(mentioned(use)));
        }
        return all;
    }

    private static boolean hasBounds(Class<?> type) {
        return type.isRecord() && Arrays.stream(type.getRecordComponents())
                .anyMatch(part -> mentioned(part.getAnnotatedType()).stream().anyMatch(use -> Arrays
                        .stream(use.getAnnotations())
                        .anyMatch(bound -> bound.annotationType().isAnnotationPresent(Constraint.class)
                                || bound.annotationType() == Valid.class)));
    }
}
