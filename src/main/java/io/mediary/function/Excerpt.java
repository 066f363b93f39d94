package io.mediary.function;

/** Text from outside, made fit for a log line or an error: bounded, without control characters. */
public final class Excerpt {

    /** The longest excerpt, in characters. */
    public static final int LENGTH = 120;

    private Excerpt() {
    }

    /** The beginning of a text. */
    public static String of(String text) {
        StringBuilder excerpt = new StringBuilder(Math.min(text.length(), LENGTH) + 1);
        for (int i = 0; i < text.length() && i < LENGTH; i++) {
            char c = text.charAt(i);
            excerpt.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return text.length() > LENGTH ? excerpt.append('…').toString() : excerpt.toString();
    }
}
