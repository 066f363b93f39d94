package io.mediary.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * UDP ports for RTP: pairs of an even one and the next (RFC 3550, section 11).
 *
 * @param lowest the even port of the first pair
 * @param pairs how many there are, 1 at least
 */
public record PortRange(int lowest, int pairs) {

    private static final Pattern TEXT = Pattern.compile("(\\d{4,5})-(\\d{4,5})");
    private static final int FIRST = 1024;
    private static final int LAST = 65_535;

    /** Reads {@code 16384-32767}; empty where that is not the first and the last of some ports of 1024 to 65535. */
    public static Optional<PortRange> parse(String text) {
        Matcher range = TEXT.matcher(text);
        if (!range.matches()) {
            return Optional.empty();
        }
        int first = Integer.parseInt(range.group(1));
        int last = Integer.parseInt(range.group(2));
        int lowest = first + first % 2;
        int pairs = (last + 1 - lowest) / 2;
        return first >= FIRST && last <= LAST && last > lowest
                ? Optional.of(new PortRange(lowest, pairs))
                : Optional.empty();
    }
}
