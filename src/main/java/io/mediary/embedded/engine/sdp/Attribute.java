package io.mediary.embedded.engine.sdp;

/**
 * One `a=` line of an SDP.
 *
 * @param name what stands before the first colon
 * @param value what stands behind it, empty where there is none
 */
public record Attribute(String name, String value) {

    /** Reads the text behind `a=`. */
    static Attribute parse(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Attribute(text.trim(), "")
                : new Attribute(text.substring(0, colon), text.substring(colon + 1).trim());
    }
}
