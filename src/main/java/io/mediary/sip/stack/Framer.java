package io.mediary.sip.stack;

import java.util.Arrays;
import java.util.Optional;

/** Cuts a stream into messages (RFC 3261, 18.3) and keep-alives (RFC 5626, 3.5.1). Keeps no more than one message. For one thread. */
final class Framer {

    /** Takes what was cut. */
    interface Frames {

        /** A whole message. */
        void message(byte[] message);

        /** A head whose length nobody can tell: nothing that follows can be read. */
        void broken(byte[] head);

        /** Two empty lines between messages: wants one back. */
        void keepAlive();
    }

    private static final int FIRST = 2048;

    private final int most;
    private byte[] kept = new byte[0];
    private int length;
    private int scanned;
    private int wanted = -1;
    private boolean over;

    /** @param most the largest message */
    Framer(int most) {
        this.most = most;
    }

    /** Whether a message has begun and is not complete. */
    boolean isBegun() {
        for (int i = 0; i < length; i++) {
            if (kept[i] != '\r' && kept[i] != '\n') {
                return true;
            }
        }
        return false;
    }

    /** Whether nothing more is read: what came was broken or too large. */
    boolean isOver() {
        return over;
    }

    /** More of the stream; false: it is broken or too large, and nothing more of it is read. */
    boolean take(byte[] bytes, Frames frames) {
        if (over) {
            return false;
        }
        append(bytes);
        int at = 0;
        while (!over) {
            if (wanted < 0) {
                at = skip(at, frames);
                int end = Head.end(kept, Math.max(at, scanned), length);
                if (end < 0) {
                    scanned = Math.max(at, length - 3);
                    break;
                }
                wanted = end + body(at, end, frames);
            }
            if (over || wanted > length) {
                break;
            }
            frames.message(Arrays.copyOfRange(kept, at, wanted));
            at = wanted;
            scanned = at;
            wanted = -1;
        }
        forget(at);
        return !over;
    }

    private void append(byte[] bytes) {
        if (length + bytes.length > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(FIRST, 2 * (length + bytes.length)));
        }
        System.arraycopy(bytes, 0, kept, length, bytes.length);
        length += bytes.length;
    }

    private void forget(int at) {
        System.arraycopy(kept, at, kept, 0, length - at);
        length -= at;
        scanned = Math.max(0, scanned - at);
        wanted = wanted < 0 ? wanted : wanted - at;
        over |= length > most;
        if (over || length == 0) {
            kept = new byte[0];
            length = 0;
        }
    }

    private int body(int at, int end, Frames frames) {
        Optional<Integer> stated = Head.of(kept, at, end).contentLength(most);
        if (stated.isPresent() && stated.get() < 0) {
            over = true;
            frames.broken(Arrays.copyOfRange(kept, at, end));
        }
        return Math.max(0, stated.orElse(0));
    }

    private int skip(int from, Frames frames) {
        int at = from;
        while (isLineEnd(at)) {
            if (isLineEnd(at + 2)) {
                frames.keepAlive();
                at += 4;
            } else if (at + 2 < length && kept[at + 2] != '\r') {
                at += 2;
            } else {
                return at;
            }
        }
        return at;
    }

    private boolean isLineEnd(int at) {
        return at + 1 < length && kept[at] == '\r' && kept[at + 1] == '\n';
    }
}
