package io.mediary.sip.stack;

import java.util.Optional;

import javax.sip.ServerTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** A request that came in, and the way back to who sent it. Thread-safe: answered from any thread, with one final response. */
public interface Incoming {

    /** The request, as it came; nobody changes it. */
    Request request();

    /** Where it came from. */
    Peer source();

    /** Where its responses go: there, or to the port that its Via names. */
    default Peer back() {
        return source();
    }

    /** Its transaction; none for an ACK, which has no answer. */
    Optional<ServerTransaction> transaction();

    /**
     * A response to fill in: Via, From, To, Call-ID, CSeq and Record-Route of the request, and {@code Server}; the To has
     * {@link #tag()} unless it had one, or this is a 100.
     */
    Response response(int status);

    /** The tag that this end has in responses to this request: the one that its To has, or a new one, the same each time. */
    String tag();

    /** Sends it, once: after a final one, nothing. One that cannot be sent is logged and counted, as a lost packet would be. */
    void answer(Response response);

    /** Sends an empty one. */
    default void answer(int status) {
        answer(response(status));
    }
}
