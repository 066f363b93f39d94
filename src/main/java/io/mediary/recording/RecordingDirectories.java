package io.mediary.recording;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.RecordingsConfig;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

/**
 * Makes the directories of recordings' files where this instance sees them: not every media server does so itself. The
 * directory of all recordings may be on the media servers' disks alone, so nothing here is an error of a command: where it
 * matters, the media server says that it cannot write. Thread-safe.
 */
@ApplicationScoped
public class RecordingDirectories {

    private static final Logger LOG = Logger.getLogger(RecordingDirectories.class);
    /** The disk may be a network's; the caller's session waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String MODE = "unix:mode";
    private static final int PERMISSIONS = 07777;

    private final Path seen;

    RecordingDirectories(RecordingsConfig config) {
        seen = Path.of(config.mount().orElse(config.directory())).toAbsolutePath().normalize();
    }

    /** Makes those of a file, on a worker, in 5 s at most. Never fails. @param name as {@link RecordingName} makes it */
    Uni<Void> make(String name) {
        return Uni.createFrom().<Void>emitter(emitter -> {
            try {
                made(name);
                emitter.complete(null);
            } catch (IOException | RuntimeException e) {
                emitter.fail(e);
            }
        }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .ifNoItem().after(PATIENCE).fail()
                .onFailure().invoke(failure -> LOG.debugf("no directory for %s below %s: %s", name, seen, failure))
                .onFailure().recoverWithNull();
    }

    private void made(String name) throws IOException {
        Files.createDirectories(seen);
        Path at = seen.toRealPath();
        String[] parts = name.split("/");
        for (int i = 0; i < parts.length - 1; i++) {
            Path next = at.resolve(parts[i]);
            try {
                Files.createDirectory(next);
                permitted(next, at);
            } catch (FileAlreadyExistsException there) {
                if (!Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                    throw new NotDirectoryException(next.toString());
                }
            }
            at = next;
        }
    }

    /** Whoever may write to the directory above, as the media server, may write here, though it is another user. */
    private static void permitted(Path made, Path above) throws IOException {
        if (made.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            Files.setAttribute(made, MODE, (Integer) Files.getAttribute(above, MODE) & PERMISSIONS);
        }
    }
}
