package io.mediary.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes of a file a request is for (RFC 9110, section 14). One range is served; several, other units and what is
 * malformed are ignored, as the section allows, and the whole file is sent. Pure.
 *
 * @param status 200: all of it; 206: a part; 416: a part that it does not have
 * @param from first byte
 * @param length how many; 0 with 416
 */
record ByteSelection(int status, long from, long length) {

    private static final Pattern ONE_RANGE = Pattern.compile("(?i)bytes=[ \\t]*(\\d*)-(\\d*)[ \\t]*");
    private static final int DIGITS = 18;

    /**
     * What a GET selects.
     *
     * @param range the header {@code Range}, or null
     * @param condition the header {@code If-Range}, or null: the range counts only where it is the file's tag
     * @param tag the file's entity tag
     * @param size the file's, in bytes, at least 1
     */
    static ByteSelection of(String range, String condition, String tag, long size) {
        ByteSelection all = new ByteSelection(200, 0, size);
        if (range == null || condition != null && !condition.strip().equals(tag)) {
            return all;
        }
        Matcher one = ONE_RANGE.matcher(range.strip());
        if (!one.matches() || one.group(1).isEmpty() && one.group(2).isEmpty()) {
            return all;
        }
        if (one.group(1).isEmpty()) {
            return last(number(one.group(2)), size);
        }
        long first = number(one.group(1));
        long end = one.group(2).isEmpty() ? Long.MAX_VALUE : number(one.group(2));
        if (end < first) {
            return all;
        }
        return first >= size
                ? new ByteSelection(416, 0, 0)
                : new ByteSelection(206, first, Math.min(end, size - 1) - first + 1);
    }

    /** The header {@code Content-Range}; for 206 and 416. */
    String contentRange(long size) {
        return "bytes " + (status == 416 ? "*" : from + "-" + (from + length - 1)) + "/" + size;
    }

    private static ByteSelection last(long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0 ? new ByteSelection(416, 0, 0) : new ByteSelection(206, size - length, length);
    }

    /** Numbers that no file reaches are all alike. */
    private static long number(String digits) {
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
