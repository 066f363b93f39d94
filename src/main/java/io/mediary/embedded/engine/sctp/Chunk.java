package io.mediary.embedded.engine.sctp;

import java.nio.ByteBuffer;

/**
 * A chunk of an SCTP packet (RFC 9260).
 *
 * @param type its number
 * @param flags 8 bits
 * @param body what follows the chunk header, without padding
 */
record Chunk(int type, int flags, byte[] body) {

    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;
    static final int RE_CONFIG = 130;
    static final int FORWARD_TSN = 192;

    static Chunk of(int type) {
        return new Chunk(type, 0, new byte[0]);
    }

    /** The body to read from. */
    ByteBuffer reader() {
        return ByteBuffer.wrap(body);
    }
}
