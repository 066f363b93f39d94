package io.mediary.embedded.engine.sdp;

/** A text that is no SDP, or one with values out of bounds. */
public final class SdpException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Makes the exception with what is wrong. */
    public SdpException(String message) {
        super(message);
    }
}
