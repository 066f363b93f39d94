package io.mediary.recording.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;

/**
 * Keeps recordings where the media servers write them: finishing one leaves it where it is. The disk, which may be a
 * network's, is waited for on workers, and no longer than {@value #PATIENCE_SECONDS} s. Thread-safe.
 */
public final class DirectoryStore implements RecordingStore {

    /** How long one look at the disk may take. */
    static final int PATIENCE_SECONDS = 15;

    private static final Logger LOG = Logger.getLogger(DirectoryStore.class);
    private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);
    private static final int PIECE = 256 * 1024;

    private final RecordingDirectory directory;
    private final Executor workers = Infrastructure.getDefaultWorkerPool();

    /** @param directory as this instance sees it; need not be there yet */
    public DirectoryStore(Path directory) {
        this.directory = new RecordingDirectory(directory);
    }

    @Override
    public Uni<Optional<Long>> finish(String name) {
        return size(name);
    }

    @Override
    public Uni<Optional<Long>> size(String name) {
        return onWorker("looking for", name, () -> directory.size(name));
    }

    @Override
    public Uni<Void> delete(String name) {
        return onWorker("deleting", name, () -> {
            directory.delete(name);
            return null;
        });
    }

    @Override
    public Multi<Buffer> read(String name, long from, long length) {
        return new Pieces(PIECE, (start, bytes) -> onWorker("reading", name,
                () -> Buffer.buffer(directory.read(name, start, bytes)))).read(from, length);
    }

    private <T> Uni<T> onWorker(String doing, String name, Callable<T> work) {
        return Uni.createFrom().item(() -> {
            try {
                return work.call();
            } catch (Failure known) {
                throw known;
            } catch (IOException broken) {
                LOG.warnf("%s the recording %s: %s", doing, name, broken);
                throw Failure.of(ErrorCode.UNAVAILABLE);
            } catch (Exception impossible) {
                throw new IllegalStateException(impossible);
            }
        }).runSubscriptionOn(workers).ifNoItem().after(PATIENCE).failWith(() -> {
            LOG.warnf("%s the recording %s: the disk does not answer", doing, name);
            return Failure.of(ErrorCode.UNAVAILABLE);
        });
    }
}
