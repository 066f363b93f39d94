package io.mediary.embedded.engine.rtp;

/**
 * A reception report (RFC 3550).
 *
 * @param ssrc the source it is about
 * @param fractionLost since the last report, 0–255
 * @param lost in all, may be negative with repeats
 * @param highest sequence number with its wraps
 * @param jitter in timestamp units
 * @param lastReport middle bits of the last sender report, 0 without
 * @param delay since then in 1/65536 s
 */
public record ReportBlock(long ssrc, int fractionLost, int lost, long highest, long jitter, long lastReport,
        long delay) {
}
