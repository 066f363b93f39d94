package io.mediary.image;

import java.lang.reflect.Modifier;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import gov.nist.javax.sip.header.SIPHeaderNames;
import gov.nist.javax.sip.stack.DefaultTlsSecurityPolicy;

/**
 * What JAIN-SIP reaches by reflection, read off its jar: it makes headers and their parsers by name, and copies and compares
 * what messages are made of field by field. What Mediary hands to it by name is in the class files of {@code io.mediary.sip}.
 */
final class SipUse {

    /** What messages are made of. */
    private static final String[] PARTS = {"gov.nist.core", "gov.nist.javax.sip.address", "gov.nist.javax.sip.header",
            "gov.nist.javax.sip.message"};
    private static final String PARSERS = "gov.nist.javax.sip.parser";
    /** These name log4j, and nobody names them. */
    private static final List<String> LEFT_OUT = List.of("gov.nist.core.LogWriter", "gov.nist.core.CommonLogger",
            "gov.nist.core.CommonLoggerLog4j");

    private SipUse() {
    }

    /** Classes whose public constructors are called: parsers, and what {@code SipStackImpl} is told by name. */
    static List<Class<?>> made() {
        Stream<Class<?>> ours = classes("io.mediary.sip").stream()
                .filter(type -> type.getAllRawInterfaces().stream().map(JavaClass::getName)
                        .anyMatch(List.of("javax.sip.address.Router", "gov.nist.core.StackLogger",
                                "gov.nist.core.ServerLogger")::contains))
                .map(JavaClass::reflect);
        Stream<Class<?>> parsers = classes(PARSERS).stream().filter(SipUse::isMade).map(JavaClass::reflect);
        return sorted(Stream.of(ours, parsers, Stream.<Class<?>>of(DefaultTlsSecurityPolicy.class))
                .flatMap(types -> types));
    }

    /** Classes whose objects are made by name, copied and compared. */
    static List<Class<?>> parts() {
        return sorted(Stream.of(PARTS).flatMap(each -> classes(each).stream())
                .filter(type -> !type.isInterface() && !type.isEnum() && !type.isAnonymousClass()
                        && !LEFT_OUT.contains(type.getName()))
                .map(JavaClass::reflect));
    }

    /** Interfaces whose constants are looked up. */
    static List<Class<?>> constants() {
        return List.of(SIPHeaderNames.class);
    }

    /** Whether it has a public way to be copied. */
    static boolean isCopied(Class<?> type) {
        try {
            return Modifier.isPublic(type.getMethod("clone").getModifiers());
        } catch (NoSuchMethodException none) {
            return false;
        }
    }

    private static boolean isMade(JavaClass type) {
        return !type.isInterface() && !type.getModifiers()
                .contains(com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT) && !type.isAnonymousClass();
    }

    private static JavaClasses classes(String name) {
        return new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(name);
    }

    private static List<Class<?>> sorted(Stream<? extends Class<?>> types) {
        return types.<Class<?>>map(type -> type).distinct().sorted(Comparator.comparing(Class::getName)).toList();
    }
}
