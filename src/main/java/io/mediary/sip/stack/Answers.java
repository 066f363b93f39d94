package io.mediary.sip.stack;

import javax.sip.message.Response;

/** What comes back for a request that was sent; on the stack's threads, so nothing of it waits. After a final response nothing more comes. */
public interface Answers {

    /** A provisional or final response, as it came. For INVITE several provisional ones; further 2xx come to {@link StrayResponses}. */
    void response(Response response, Peer from);

    /** No final response within the transaction's time (64*T1, 32 s; INVITE: none at all within that, not even a provisional one). */
    void timeout();

    /** It could not be sent, or its connection broke before there was a response. */
    void unsent(String why);
}
