package io.mediary.recording.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/**
 * The directory that media servers record to, as this instance sees it. It shows regular files and nothing else: no name
 * leads out of it, and symbolic links in it are as if they were not there. Whoever can write to it could put a link in a
 * directory's place while a file is opened, so it should be writable for media servers and instances alone. Waits for the
 * disk: not for event loops. Thread-safe.
 */
final class RecordingDirectory {

    private static final int LONGEST_NAME = 1024;
    private static final Pattern UNWANTED = Pattern.compile("[\\p{Cntrl}\\\\]");
    private static final Pattern PARTS = Pattern.compile("/");

    private final Path directory;

    /** @param directory need not be there yet; may be a symbolic link itself */
    RecordingDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * A name that stays inside, as it is.
     *
     * @throws Failure {@code unauthorized} for any other
     */
    static String checked(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || UNWANTED.matcher(name).find()) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        for (String part : PARTS.split(name, -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                throw Failure.of(ErrorCode.UNAUTHORIZED);
            }
        }
        return name;
    }

    /**
     * The file of a name.
     *
     * @return empty: there is none, or no regular one
     * @throws IOException where the disk does not tell
     */
    Optional<Path> file(String name) throws IOException {
        String[] parts = PARTS.split(checked(name), -1);
        try {
            Path at = directory.toRealPath();
            for (int i = 0; i < parts.length; i++) {
                at = at.resolve(at.getFileSystem().getPath(parts[i]));
                BasicFileAttributes found = Files.readAttributes(at, BasicFileAttributes.class,
                        LinkOption.NOFOLLOW_LINKS);
                if (i < parts.length - 1 ? !found.isDirectory() : !found.isRegularFile()) {
                    return Optional.empty();
                }
            }
            return Optional.of(at);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (InvalidPathException unwanted) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
    }

    /** How many bytes it has; empty: there is none. */
    Optional<Long> size(String name) throws IOException {
        Optional<Path> file = file(name);
        try {
            return file.isEmpty() ? Optional.empty() : Optional.of(Files.size(file.get()));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }

    /** Deletes it; none is no error. */
    void delete(String name) throws IOException {
        Optional<Path> file = file(name);
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }

    /**
     * Bytes of it: as many as wanted, or fewer where it ends.
     *
     * @throws NoSuchFileException there is none
     */
    byte[] read(String name, long from, int length) throws IOException {
        Path file = file(name).orElseThrow(() -> new NoSuchFileException(name));
        ByteBuffer bytes = ByteBuffer.allocate(length);
        try (SeekableByteChannel channel = Files.newByteChannel(file,
                Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            channel.position(from);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until it has all.
            }
        }
        byte[] all = bytes.array();
        return bytes.hasRemaining() ? Arrays.copyOf(all, bytes.position()) : all;
    }
}
