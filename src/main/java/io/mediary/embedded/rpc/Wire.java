package io.mediary.embedded.rpc;

/** The way back to a client: one socket. Implementations are thread-safe and return at once. */
public interface Wire {

    /** Sends a text message, after all that were sent before; lost where the socket is gone. */
    void send(String text);

    /** Breaks the connection without a farewell, which is what Kurento answers to garbage. */
    void drop();

    /** Stops ({@code true}) or resumes reading from the client, which has too many requests waiting. */
    void hold(boolean hold);
}
