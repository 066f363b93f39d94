package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Names each skipped test with its reason. With {@code -Dmediary.test.no-skips=true} a skipped test is a failure unless
 * it is tagged {@code native} or {@code real-kurento}: it is written to the file that the system property
 * {@code mediary.test.unexpected-skips} names, and the build ends at that file.
 */
public final class SkipReport implements TestExecutionListener {

    private static final Set<TestTag> MAY_BE_SKIPPED = Set.of(TestTag.create("native"), TestTag.create("real-kurento"));

    private final boolean noSkips = Boolean.getBoolean("mediary.test.no-skips");
    private final Path unexpected = Path.of(System.getProperty("mediary.test.unexpected-skips", "target/skips.txt"));
    private TestPlan plan;

    @Override
    public void testPlanExecutionStarted(TestPlan started) {
        plan = started;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        skipped(test, reason);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == TestExecutionResult.Status.ABORTED) {
            skipped(test, result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    private void skipped(TestIdentifier test, String reason) {
        String line = name(test) + ": " + reason;
        boolean allowed = test.getTags().stream().anyMatch(MAY_BE_SKIPPED::contains);
        System.out.println("SKIPPED " + line);
        if (noSkips && !allowed) {
            write(line);
        }
    }

    private String name(TestIdentifier test) {
        return plan.getParent(test)
                .filter(parent -> parent.getParentId().isPresent())
                .map(parent -> parent.getDisplayName() + "." + test.getDisplayName())
                .orElse(test.getDisplayName());
    }

    private void write(String line) {
        try {
            Files.createDirectories(unexpected.toAbsolutePath().getParent());
            Files.writeString(unexpected, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
