package io.mediary.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The test runs programs of this machine: where one is not installed, it is skipped with the reason. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCommand.Condition.class)
public @interface RequiresCommand {

    /** Names of programs: {@code baresip}, {@code sipp}, {@code ffmpeg}. */
    String[] value();

    /** Looks for the programs. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> missing = AnnotationSupport.findAnnotation(context.getElement(), RequiresCommand.class)
                    .stream()
                    .flatMap(required -> Stream.of(required.value()))
                    .filter(name -> Commands.find(name).isEmpty())
                    .findFirst();
            return missing.map(name -> ConditionEvaluationResult.disabled("no " + name + " on the PATH"))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("the programs are there"));
        }
    }
}
