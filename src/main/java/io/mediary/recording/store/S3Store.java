package io.mediary.recording.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.jboss.logging.Logger;

import io.mediary.config.RecordingStorageConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.buffer.Buffer;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Keeps recordings in an S3-compatible store. Finishing one uploads the file, large ones in parts, looks whether the store
 * has all of it, and only then takes it out of the media servers' directory; a file that is in the store and no more in
 * the directory has been finished before. Where media servers write straight into the bucket, nothing is left to be
 * moved. A file without a byte is not worth an object: it stays. Thread-safe.
 */
public final class S3Store implements RecordingStore, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(S3Store.class);
    private static final int NOT_FOUND = 404;
    private static final int PIECE = 1024 * 1024;

    private final RecordingDirectory directory;
    private final S3Client client;
    private final String bucket;
    private final String prefix;
    private final Duration patience;
    private final Duration uploadPatience;
    private final Executor workers = Infrastructure.getDefaultWorkerPool();
    private final SharedRuns<Optional<Long>> moves = new SharedRuns<>();

    /**
     * Connects when it is first used.
     *
     * @param directory of the media servers, as this instance sees it
     * @param config names a bucket
     */
    public S3Store(Path directory, RecordingStorageConfig config) {
        this.directory = new RecordingDirectory(directory);
        this.client = new S3Client(config);
        this.bucket = config.bucket().orElseThrow();
        this.prefix = config.prefix().filter(text -> !text.isEmpty())
                .map(text -> text.endsWith("/") ? text : text + "/").orElse("");
        this.patience = config.timeout();
        this.uploadPatience = config.uploadTimeout();
    }

    /** {@inheritDoc} An upload goes on although its caller stops waiting; whoever calls again meanwhile joins it. */
    @Override
    public Uni<Optional<Long>> finish(String name) {
        return moves.joined(name,
                () -> local(name).flatMap(file -> file.isEmpty() ? size(name) : moved(name, file.get())));
    }

    @Override
    public Uni<Optional<Long>> size(String name) {
        return called("looking for", name, patience, () -> client.calls()
                .headObject(request -> request.bucket(bucket).key(key(name))).handle(S3Store::found));
    }

    @Override
    public Uni<Void> delete(String name) {
        return called("deleting", name, patience,
                () -> client.calls().deleteObject(request -> request.bucket(bucket).key(key(name))))
                .chain(() -> deleteLocal(name));
    }

    @Override
    public Multi<Buffer> read(String name, long from, long length) {
        return new Pieces(PIECE, (start, bytes) -> piece(name, start, bytes)).read(from, length);
    }

    /** Ends its connections. */
    @Override
    public void close() {
        client.close();
    }

    private Uni<Optional<Long>> moved(String name, Local file) {
        if (file.size() == 0) {
            return Uni.createFrom().item(Optional.of(0L));
        }
        return called("uploading", name, uploadPatience,
                () -> client.calls().putObject(request -> request.bucket(bucket).key(key(name)),
                        AsyncRequestBody.fromFile(file.path())))
                .chain(() -> size(name)).invoke(kept -> {
                    if (!kept.equals(Optional.of(file.size()))) {
                        LOG.errorf("the recording %s has %d bytes, but %s in the store", name, file.size(), kept);
                        throw Failure.of(ErrorCode.UNAVAILABLE);
                    }
                }).call(() -> deleteLocal(name));
    }

    private Uni<Buffer> piece(String name, long from, int length) {
        return called("reading", name, patience, () -> client.calls().getObject(request -> request.bucket(bucket)
                .key(key(name)).range("bytes=" + from + "-" + (from + length - 1)), AsyncResponseTransformer.toBytes())
                .thenApply(bytes -> Buffer.buffer(bytes.asByteArrayUnsafe())));
    }

    private static Optional<Long> found(HeadObjectResponse object, Throwable problem) {
        if (problem == null) {
            return Optional.of(object.contentLength());
        }
        if (cause(problem) instanceof S3Exception refusal && refusal.statusCode() == NOT_FOUND) {
            return Optional.empty();
        }
        throw new CompletionException(cause(problem));
    }

    private Uni<Optional<Local>> local(String name) {
        return onWorker("looking for", name, () -> {
            Optional<Path> file = directory.file(name);
            return file.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Local(file.get(), Files.size(file.get())));
        });
    }

    private Uni<Void> deleteLocal(String name) {
        return onWorker("deleting", name, () -> {
            directory.delete(name);
            return null;
        });
    }

    private <T> Uni<T> onWorker(String doing, String name, DiskWork<T> work) {
        return guarded(doing, name, patience, Uni.createFrom().item(() -> {
            try {
                return work.run();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }));
    }

    /** The SDK may look for credentials first, and that blocks: a worker makes the call. */
    private <T> Uni<T> called(String doing, String name, Duration patience, Supplier<CompletableFuture<T>> call) {
        return guarded(doing, name, patience, Uni.createFrom().completionStage(call));
    }

    private <T> Uni<T> guarded(String doing, String name, Duration patience, Uni<T> work) {
        return work.runSubscriptionOn(workers).ifNoItem().after(patience).fail().onFailure().transform(problem -> {
            Throwable cause = cause(problem);
            if (cause instanceof Failure) {
                return cause;
            }
            LOG.warnf("%s the recording %s: %s", doing, name, cause);
            return Failure.of(ErrorCode.UNAVAILABLE);
        });
    }

    private static Throwable cause(Throwable problem) {
        return problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
    }

    private String key(String name) {
        return prefix + RecordingDirectory.checked(name);
    }

    /** A file in the directory. */
    private record Local(Path path, long size) {
    }

    /** Work on the disk. */
    @FunctionalInterface
    private interface DiskWork<T> {

        T run() throws IOException;
    }
}
