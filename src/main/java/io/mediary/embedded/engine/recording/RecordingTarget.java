package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where a recording goes.
 *
 * @param uri `file:` with an absolute path; it is looked at when the file is opened, not before
 * @param directory outside of which nothing is written; empty: anywhere that this process may write
 */
public record RecordingTarget(String uri, Optional<Path> directory) {

    private static final int LONGEST = 4_096;
    /** A disk with less room than this is full. */
    private static final long ROOM = 64 * 1024;

    /** The path that the uri names. */
    public Path path() throws IOException {
        try {
            URI parsed = new URI(uri);
            boolean local = "file".equalsIgnoreCase(parsed.getScheme()) && parsed.getPath() != null
                    && (parsed.getAuthority() == null || parsed.getAuthority().isEmpty())
                    && parsed.getQuery() == null && parsed.getFragment() == null;
            if (!local || uri.length() > LONGEST || !parsed.getPath().startsWith("/")
                    || parsed.getPath().endsWith("/") || parsed.getPath().chars().anyMatch(Character::isISOControl)) {
                throw new FileSystemException(uri, null, "not the uri of a file on this machine");
            }
            return Path.of(parsed.getPath()).normalize();
        } catch (URISyntaxException e) {
            throw new FileSystemException(uri, null, e.getReason());
        }
    }

    /** Makes the file anew, and the directories above it where they are missing. */
    FileChannel open() throws IOException {
        Path path = path();
        Path parent = path.getParent();
        if (directory.isEmpty()) {
            Files.createDirectories(parent);
            regular(path);
            return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        Files.createDirectories(directory.get());
        Path root = directory.get().toRealPath();
        if (!path.startsWith(root) && !path.startsWith(directory.get().normalize())) {
            throw new FileSystemException(uri, null, "outside the directory of recordings");
        }
        // A link on the way could lead out, also while directories are made: the first that exists must be inside.
        Path existing = parent;
        while (Files.notExists(existing, LinkOption.NOFOLLOW_LINKS)) {
            existing = existing.getParent();
        }
        inside(existing, root);
        Files.createDirectories(parent);
        inside(parent, root);
        regular(path);
        return FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** Whether it is for want of room that the file could not be written. */
    public boolean isFull(IOException failure) {
        try {
            return String.valueOf(failure.getMessage()).contains("No space left")
                    || Files.getFileStore(path()).getUsableSpace() < ROOM;
        } catch (IOException e) {
            return false;
        }
    }

    /** Pipes and devices, which could block for ever, are no files. */
    private static void regular(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new FileSystemException(path.toString(), null, "not a file");
        }
    }

    private void inside(Path path, Path root) throws IOException {
        if (!path.toRealPath().startsWith(root)) {
            throw new FileSystemException(uri, null, "outside the directory of recordings");
        }
    }
}
