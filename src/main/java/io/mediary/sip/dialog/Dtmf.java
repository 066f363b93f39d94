package io.mediary.sip.dialog;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mediary.sip.audio.Key;

/**
 * Keys that are pressed, in bodies of INFO: {@code application/dtmf-relay} and {@code application/dtmf}, as telephones and trunks commonly
 * send them.
 *
 * @param digit 0-9, A-D, * or #
 * @param millis how long it is pressed
 */
record Dtmf(String digit, int millis) {

    /** The kind of body with a duration. */
    static final String RELAY = "application/dtmf-relay";
    /** The kind of body with the key alone. */
    static final String PLAIN = "application/dtmf";

    private static final int USUAL = 160;
    private static final int SHORTEST = 40;
    private static final int LONGEST = 6000;
    private static final Pattern SIGNAL = Pattern.compile("(?im)^\\s*Signal\\s*=\\s*([0-9A-D*#])\\s*$");
    private static final Pattern DURATION = Pattern.compile("(?im)^\\s*Duration\\s*=\\s*(\\d{1,5})\\s*$");
    private static final Pattern KEY = Pattern.compile("\\s*([0-9A-Da-d*#])\\s*");

    /** The key that a body says; empty where it says none. @param type lower case */
    static Optional<Dtmf> read(String type, String body) {
        Matcher key = (type.equals(RELAY) ? SIGNAL : KEY).matcher(body);
        if (type.equals(RELAY) ? !key.find() : !key.matches()) {
            return Optional.empty();
        }
        Matcher duration = DURATION.matcher(body);
        int millis = type.equals(RELAY) && duration.find()
                ? Math.max(SHORTEST, Math.min(LONGEST, Integer.parseInt(duration.group(1))))
                : USUAL;
        return Optional.of(new Dtmf(key.group(1).toUpperCase(Locale.ROOT), millis));
    }

    /** One that was heard. */
    static Dtmf of(Key key) {
        return new Dtmf(key.digit(), Math.max(SHORTEST, Math.min(LONGEST, key.millis())));
    }

    /** As a body of {@link #RELAY}. */
    String relay() {
        return "Signal=" + digit + "\r\nDuration=" + millis + "\r\n";
    }
}
