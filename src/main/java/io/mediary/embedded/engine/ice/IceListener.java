package io.mediary.embedded.engine.ice;

/** What an {@link IceConnection} tells; called on threads of the ICE library, so implementations return at once. */
public interface IceListener {

    /** A pair of candidates carries data from now on; may come again. */
    void selected(String localCandidate, String remoteCandidate);

    /** No pair of candidates works, or the other side stopped answering (RFC 7675). */
    void failed();

    /** A datagram that is not STUN; the buffer belongs to the callee. */
    void datagram(byte[] buffer, int offset, int length);
}
