package io.mediary.testing;

import java.io.IOException;
import java.io.InputStream;

/** How a {@link CuttingProxy} tells one message from the next. One object for one connection. */
interface Dialect {

    /** The next message of the client; fails with {@link java.io.EOFException} at the end. */
    Part fromClient(InputStream in) throws IOException;

    /** The next message of the server. */
    Part fromServer(InputStream in) throws IOException;

    /**
     * A message.
     *
     * @param bytes as it came
     * @param key pairs a request with its response; empty: neither
     * @param name of a request: what it asks for
     * @param text of a request, for a test that looks closer
     */
    record Part(byte[] bytes, String key, String name, String text) {

        /** Something that is passed on and not counted. */
        static Part other(byte[] bytes) {
            return new Part(bytes, "", "", "");
        }
    }
}
