package io.mediary.testing;

import java.util.List;

/** One address of loopback for servers that come and go. Thread-safe. */
public interface FrontDoor extends AutoCloseable {

    /** Where it listens. */
    int port();

    /** To these ports of loopback new connections go from now on. */
    void leadTo(List<Integer> ports);

    @Override
    void close();
}
