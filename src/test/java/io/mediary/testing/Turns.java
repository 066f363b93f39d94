package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Test classes run side by side in several JVMs: plain ones beside plain ones, those in {@link RealTime} beside their like, and those of
 * {@link RunsAlone} beside none. Locked files say who runs: one for each of the two sorts, shared by those that run, and a door that whoever wants
 * to begin holds until the others have ended.
 */
public final class Turns implements TestExecutionListener {

    private static final TestTag ALONE = TestTag.create(RunsAlone.TAG);
    private static final TestTag REAL_TIME = TestTag.create(RealTime.TAG);

    private final Path folder = Path.of(System.getProperty("mediary.test.turns", "target"));
    private String holder;
    private FileLock turn;

    @Override
    public void executionStarted(TestIdentifier test) {
        if (turn == null && test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            holder = test.getUniqueId();
            turn = begin(test.getTags());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (turn != null && test.getUniqueId().equals(holder)) {
            release(turn);
            turn = null;
        }
    }

    private FileLock begin(Set<TestTag> tags) {
        boolean realTime = tags.contains(REAL_TIME) || tags.contains(ALONE);
        FileLock door = lock("door", false);
        FileLock mine = lock(realTime ? "real-time" : "plain", !tags.contains(ALONE));
        release(lock(realTime ? "plain" : "real-time", false));
        release(door);
        return mine;
    }

    @SuppressWarnings("resource")
    private FileLock lock(String name, boolean shared) {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(folder.resolve("turns-" + name + ".lock"), StandardOpenOption.CREATE,
                    StandardOpenOption.READ, StandardOpenOption.WRITE).lock(0, Long.MAX_VALUE, shared);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void release(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
