package io.mediary.testing;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;

/**
 * How often tests look whether what they await has come: often, where a look costs nothing. Those that carry media in real time, ask a
 * browser or other processes look as often as is usual, so as not to take the machine from what they wait for.
 */
public final class Looks implements TestExecutionListener, QuarkusTestBeforeClassCallback {

    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration USUAL = Duration.ofMillis(100);
    private static final TestTag ALONE = TestTag.create(RunsAlone.TAG);
    private static final TestTag REAL_TIME = TestTag.create(RealTime.TAG);

    @Override
    public void executionStarted(TestIdentifier test) {
        test.getSource().filter(ClassSource.class::isInstance).map(ClassSource.class::cast)
                .ifPresent(source -> Awaitility.setDefaultPollInterval(isCheap(test, source) ? OFTEN : USUAL));
    }

    /** Quarkus loads its tests and what they use once more. */
    @Override
    public void beforeClass(Class<?> testClass) {
        Awaitility.setDefaultPollInterval(OFTEN);
    }

    private static boolean isCheap(TestIdentifier test, ClassSource source) {
        return source.getClassName().endsWith("Test") && !test.getTags().contains(ALONE)
                && !test.getTags().contains(REAL_TIME);
    }
}
