package io.mediary.sip.stack;

import javax.sip.message.Response;

/** A bean that hears of responses without a transaction: repeated 2xx of an INVITE, which want their ACK again, and 2xx of further branches. */
public interface StrayResponses {

    /** One that came; on one of the stack's threads, so it does not wait. */
    void stray(Response response, Peer from);
}
