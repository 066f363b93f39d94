package io.mediary.packaged;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.mediary.testing.Packaging;

/** The native executable, where `mvn package -Dnative` has made one. */
@Tag("native")
@ExtendWith(TheExecutableServesIT.WhereItIs.class)
class TheExecutableServesIT extends PackagedContract {

    @Override
    Packaging packaging() {
        return Packaging.executable(Executables.found().orElseThrow());
    }

    @Test
    void aWrongSettingEndsTheStartAndIsNamed() {
        WrongSettings.endTheStart(packaged(), settings());
    }

    /** No tool chain, no executable. */
    static final class WhereItIs implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Executables.found().map(file -> enabled(file + " is there"))
                    .orElseGet(() -> disabled("no native executable: mvn package -Dnative makes one"));
        }
    }
}
