package io.mediary.connection;

/** Port: the socket of a connection, as the connection writes to it. Called on the connection's event loop. */
public interface ClientSocket {

    /** Sends a request in its turn; must not block. */
    void request(long tid, ClientRequest request);

    /** Closes the socket; later calls have no effect. */
    void close(CloseCode code, String reason);
}
