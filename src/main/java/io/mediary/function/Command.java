package io.mediary.function;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.enterprise.util.Nonbinding;
import jakarta.inject.Qualifier;

/**
 * Names the command that a {@link Function} answers: {@code media/session/create}; {@code core/-/ping} where there is
 * no subclass.
 */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Command {

    /** class/subclass/cmd. */
    @Nonbinding
    String value();

    /** Other names of the command within its class and subclass: {@code start}. */
    @Nonbinding
    String[] aliases() default {};

    /** One sentence for the API reference. */
    @Nonbinding
    String summary();

    /** Only administrators may call it. */
    @Nonbinding
    boolean administrators() default false;

    /** It may be called before a needed login: login itself, ping. */
    @Nonbinding
    boolean open() default false;
}
