package io.mediary.embedded.engine.playback;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;

/** A file on a web server. Where the server knows ranges, a connection that breaks off is made again, once a read. */
final class HttpSource implements ByteSource {

    private static final int SKIPPED = 256 * 1024;

    private final URI uri;
    private final UriGuard guard;
    private final byte[] skipped = new byte[16 * 1024];
    private HttpConnection connection;
    private long position;
    private long size;
    private boolean seekable;
    private Socket socket;
    private boolean aborted;

    /** Of a uri that has a host; not connected yet, so that it can be aborted from the beginning. */
    HttpSource(URI uri, UriGuard guard) {
        this.uri = uri;
        this.guard = guard;
    }

    /** Connects and asks for the file. */
    void open() throws IOException {
        connection = connect(0);
        size = connection.size();
        seekable = connection.ranges() && size > 0;
    }

    @Override
    public int read(byte[] into, int length) throws IOException {
        try {
            return readOnce(into, length);
        } catch (IOException e) {
            drop();
            if (!seekable) {
                throw e;
            }
            return readOnce(into, length);
        }
    }

    @Override
    public void seek(long target) throws IOException {
        if (connection != null && target > position && target - position <= SKIPPED) {
            while (position < target && read(skipped, (int) Math.min(skipped.length, target - position)) > 0) {
                continue;
            }
        }
        if (target != position) {
            if (!seekable) {
                throw new IOException("the server has no ranges");
            }
            drop();
            position = target;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public boolean seekable() {
        return seekable;
    }

    @Override
    public synchronized void abort() {
        aborted = true;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // Whoever reads finds out by the mark above.
                socket = null;
            }
        }
    }

    @Override
    public void close() {
        drop();
    }

    private int readOnce(byte[] into, int length) throws IOException {
        if (size > 0 && position >= size) {
            return -1;
        }
        if (connection == null) {
            connection = connect(position);
        }
        int read = connection.read(into, Math.min(into.length, length));
        position += Math.max(0, read);
        return read;
    }

    private HttpConnection connect(long from) throws IOException {
        HttpConnection made = HttpConnection.open(uri, from, guard, this::opened);
        if (!made.begins(from)) {
            made.close();
            throw new IOException("the server sends another part than it was asked for");
        }
        return made;
    }

    private synchronized void opened(Socket next) {
        if (aborted) {
            throw new IllegalStateException("aborted");
        }
        socket = next;
    }

    private void drop() {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
