package io.mediary.embedded.engine.playback;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A regular file of this machine. */
final class FileSource implements ByteSource {

    private final FileChannel channel;
    private final long size;
    private volatile boolean aborted;

    private FileSource(FileChannel channel) throws IOException {
        this.channel = channel;
        size = channel.size();
    }

    /** Opens it; pipes and devices, which could wait for ever, are no files. */
    static FileSource open(URI uri) throws IOException {
        try {
            Path path = Path.of(uri);
            if (!Files.isRegularFile(path)) {
                throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
            }
            return new FileSource(FileChannel.open(path));
        } catch (IllegalArgumentException | FileSystemNotFoundException e) {
            throw new PlaybackException(PlaybackException.Reason.INVALID_URI, "Invalid URI");
        }
    }

    @Override
    public int read(byte[] into, int length) throws IOException {
        if (aborted) {
            throw new IOException("aborted");
        }
        return channel.read(ByteBuffer.wrap(into, 0, Math.min(into.length, length)));
    }

    @Override
    public void seek(long position) throws IOException {
        channel.position(position);
    }

    @Override
    public long position() {
        try {
            return channel.position();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean seekable() {
        return true;
    }

    @Override
    public void abort() {
        aborted = true;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // It was only read: nothing is lost.
            aborted = true;
        }
    }
}
