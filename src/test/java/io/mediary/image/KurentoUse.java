package io.mediary.image;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.kurento.client.Event;
import org.kurento.client.internal.ModuleName;
import org.kurento.client.internal.RemoteClass;
import org.kurento.client.internal.server.EventSubscription;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/**
 * What classes use of kurento-client's model, read off their class files: each type of the model that they name, and each that
 * stands in the signature of a method that they call. An event or a complex type brings what it is made of, and a complex type
 * its subtypes, since the server says which one it answers. Not thread-safe.
 */
final class KurentoUse {

    private static final String MODEL = "org.kurento.client";
    private static final JavaClasses ALL = new ClassFileImporter().importPackages(MODEL);

    private final SortedSet<Class<?>> remote = new TreeSet<>(Comparator.comparing(Class::getName));
    private final SortedSet<Class<?>> events = new TreeSet<>(Comparator.comparing(Class::getName));
    private final SortedSet<Class<?>> complex = new TreeSet<>(Comparator.comparing(Class::getName));
    private final Set<Class<?>> seen = new HashSet<>();

    /** What these classes use. */
    KurentoUse(JavaClasses users) {
        for (JavaClass user : users) {
            user.getDirectDependenciesFromSelf()
                    .forEach(dependency -> named(dependency.getTargetClass().getBaseComponentType()));
            user.getCodeUnitAccessesFromSelf().forEach(access -> called(access.getTarget()));
        }
    }

    /** Interfaces of objects that live at the server: each is a proxy here. */
    SortedSet<Class<?>> remote() {
        return Collections.unmodifiableSortedSet(remote);
    }

    /** Events that somebody hears, or asks for. */
    SortedSet<Class<?>> events() {
        return Collections.unmodifiableSortedSet(events);
    }

    /** Structures that are sent or received. */
    SortedSet<Class<?>> complex() {
        return Collections.unmodifiableSortedSet(complex);
    }

    private void named(JavaClass type) {
        if (isOfModel(type.getName())) {
            add(type.reflect());
        }
    }

    private void called(CodeUnitAccessTarget target) {
        if (isOfModel(target.getOwner().getName())) {
            Class<?> owner = target.getOwner().reflect();
            Stream.<Executable>concat(Arrays.stream(owner.getMethods()), Arrays.stream(owner.getConstructors()))
                    .filter(each -> is(each, target)).forEach(this::addSignature);
        }
    }

    private static boolean is(Executable candidate, CodeUnitAccessTarget target) {
        String name = candidate instanceof Constructor<?> ? "<init>" : candidate.getName();
        return name.equals(target.getName()) && Arrays.stream(candidate.getParameterTypes()).map(Class::getName)
                .toList().equals(target.getRawParameterTypes().stream().map(JavaClass::getName).toList());
    }

    private void addSignature(Executable called) {
        Arrays.stream(called.getGenericParameterTypes()).forEach(this::add);
        if (called instanceof Method method) {
            add(method.getGenericReturnType());
        }
        EventSubscription subscription = called.getAnnotation(EventSubscription.class);
        if (subscription != null) {
            add(subscription.value());
        }
    }

    private void add(Type type) {
        if (type instanceof ParameterizedType generic) {
            add(generic.getRawType());
            Arrays.stream(generic.getActualTypeArguments()).forEach(this::add);
        } else if (type instanceof WildcardType wildcard) {
            Arrays.stream(wildcard.getUpperBounds()).forEach(this::add);
            Arrays.stream(wildcard.getLowerBounds()).forEach(this::add);
        } else if (type instanceof Class<?> raw && isOfModel(raw.getName()) && seen.add(raw)) {
            classify(raw);
        }
    }

    private void classify(Class<?> type) {
        if (type.getDeclaringClass() != null) {
            // A builder: of what it is declared in.
            add(type.getDeclaringClass());
        }
        if (type.isAnnotationPresent(RemoteClass.class)) {
            remote.add(type);
        } else if (Event.class.isAssignableFrom(type)) {
            if (!Modifier.isAbstract(type.getModifiers())) {
                events.add(type);
            }
            addContents(type);
        } else if (type.isAnnotationPresent(ModuleName.class) && !type.isEnum()) {
            complex.add(type);
            addContents(type);
            ALL.get(type).getAllSubclasses().forEach(subtype -> add(subtype.reflect()));
        }
    }

    private void addContents(Class<?> type) {
        Arrays.stream(type.getConstructors()).flatMap(made -> Arrays.stream(made.getGenericParameterTypes()))
                .forEach(this::add);
        Arrays.stream(type.getMethods()).filter(method -> method.getParameterCount() == 0)
                .map(Method::getGenericReturnType).forEach(this::add);
    }

    private static boolean isOfModel(String name) {
        return name.startsWith(MODEL + ".") && !name.startsWith(MODEL + ".internal.");
    }
}
