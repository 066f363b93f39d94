package io.mediary.testing;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The test builds and runs images: where no Docker engine runs, it is skipped with the reason. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDocker.Condition.class)
public @interface RequiresDocker {

    /** Asks the engine. */
    final class Condition implements ExecutionCondition {

        private static final long PATIENCE = 20;

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (Commands.find("docker").isEmpty()) {
                return ConditionEvaluationResult.disabled("no docker on the PATH");
            }
            return answers()
                    ? ConditionEvaluationResult.enabled("an engine runs")
                    : ConditionEvaluationResult.disabled("no Docker engine runs: docker info fails");
        }

        private static boolean answers() {
            try {
                Process info = new ProcessBuilder(Commands.path("docker"), "info").redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
                boolean ended = info.waitFor(PATIENCE, TimeUnit.SECONDS);
                info.destroyForcibly();
                return ended && info.exitValue() == 0;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
