package io.mediary.embedded.engine.rtp;

/**
 * What a sender report says of the clocks (RFC 3550).
 *
 * @param ssrc the reporting source
 * @param ntp its wall clock, 32.32 bits
 * @param rtp the same instant as an RTP timestamp
 */
public record SenderReport(long ssrc, long ntp, long rtp) {
}
