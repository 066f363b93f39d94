package io.mediary.embedded.engine.playback;

import java.io.IOException;

/** The bytes of a file. For one thread, but {@link #abort} may come from any. */
interface ByteSource extends AutoCloseable {

    /** The next bytes, at least one; -1 at the end. Waits for them for a bounded time. */
    int read(byte[] into, int length) throws IOException;

    /** Goes on at this byte; only where it {@link #seekable}. */
    void seek(long position) throws IOException;

    /** The byte that is read next. */
    long position();

    /** How many bytes there are, -1 where nobody knows. */
    long size();

    /** Whether it can go on anywhere. */
    boolean seekable();

    /** Makes reading fail, now and later; returns at once. */
    void abort();

    @Override
    void close();
}
