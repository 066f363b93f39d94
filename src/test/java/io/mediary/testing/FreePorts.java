package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ThreadLocalRandom;

/** UDP ports of the loopback interface that nobody has: another process may still take one before its user does. */
public final class FreePorts {

    private static final int LOWEST = 20_000;
    private static final int PAIRS = 5_000;
    private static final int TRIES = 100;

    private FreePorts() {
    }

    /** An even port that is free as the next one is (RFC 3550, section 11); below those that systems hand out. */
    public static int rtp() {
        for (int tries = 0; tries < TRIES; tries++) {
            int port = LOWEST + 2 * ThreadLocalRandom.current().nextInt(PAIRS);
            if (free(port) && free(port + 1)) {
                return port;
            }
        }
        throw new IllegalStateException("no two free ports in a row");
    }

    private static boolean free(int port) {
        try (DatagramSocket socket = new DatagramSocket(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
