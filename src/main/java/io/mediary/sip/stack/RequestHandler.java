package io.mediary.sip.stack;

import java.util.Set;

/**
 * A bean that handles the requests of some methods; each method has one at most. What no handler takes is answered 405 (a method of SIP)
 * or 501. When a handler is asked, the message is well-formed, within the flood limits, not a retransmission, its Max-Forwards is not used
 * up, and it requires no extension that {@link #supported()} does not name.
 */
public interface RequestHandler {

    /** The methods, as they stand in a request: {@code INVITE}. They are what {@code Allow} names. CANCEL is never among them: see {@link #cancelled}. */
    Set<String> methods();

    /** Option tags that may stand in a {@code Require} of these methods, and that {@code Supported} names: {@code timer}. */
    default Set<String> supported() {
        return Set.of();
    }

    /** Whether a tag of ours is that of a dialog of this handler's which goes on: what comes for it does not count as a stranger's. From any thread. */
    default boolean isDialog(String tag) {
        return false;
    }

    /**
     * A request. Runs on one of the stack's few threads: never waits, and answers later from any thread where it needs something that takes
     * time. What it throws is answered 500 and logged.
     */
    void handle(Incoming incoming);

    /**
     * An INVITE that this handler got, and has not answered finally, is cancelled: it answers it, with 487. The CANCEL itself has been answered.
     * Asked of the handler of INVITE alone. On a thread as {@link #handle}, and never before that.
     */
    default void cancelled(Incoming invite) {
        invite.answer(javax.sip.message.Response.REQUEST_TERMINATED);
    }
}
