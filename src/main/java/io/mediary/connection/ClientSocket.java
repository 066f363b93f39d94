package io.mediary.connection;

/** Port: the socket of a connection, as the connection writes to it. Called on the connection's event loop. */
public interface ClientSocket {

    /** Sends a request in its turn; must not block. */
    void request(long tid, ClientRequest request);

    /**
     * Closes the socket as soon as all requests until now are written, every command that came by it is answered, and the answers are written. Commands
     * that still come until then are served, unless {@link #takeNoMore}; what comes later is neither run nor answered.
     */
    void closeWhenAnswered(CloseCode code, String reason);

    /** Commands that come from now on are neither run nor answered. */
    void takeNoMore();

    /** Closes the socket; later calls have no effect. */
    void close(CloseCode code, String reason);
}
