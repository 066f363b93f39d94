package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestTag;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** Test classes run side by side in several JVMs, but for those that are told to run alone ({@link RunsAlone}): a locked file gives each its turn. */
public final class Turns implements TestExecutionListener {

    private static final TestTag ALONE = TestTag.create(RunsAlone.TAG);

    private final Path file = Path.of(System.getProperty("mediary.test.turns", "target/turns.lock"));
    private String holder;
    private FileLock turn;

    @Override
    public void executionStarted(TestIdentifier test) {
        if (turn == null && test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            holder = test.getUniqueId();
            turn = take(!test.getTags().contains(ALONE));
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (turn != null && test.getUniqueId().equals(holder)) {
            give();
        }
    }

    @SuppressWarnings("resource")
    private FileLock take(boolean shared) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .lock(0, Long.MAX_VALUE, shared);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void give() {
        try {
            turn.acquiredBy().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            turn = null;
        }
    }
}
