package io.mediary.embedded.engine;

import java.security.SecureRandom;

/**
 * The RTP names of what a peer sends.
 *
 * @param audio source number of the audio
 * @param video source number of the video
 * @param cname that both have in common
 */
record SourceNumbers(long audio, long video, String cname) {

    static SourceNumbers random() {
        SecureRandom random = new SecureRandom();
        long audio = random.nextInt() & 0x7FFFFFFFL | 1;
        long video = audio ^ 0x40000000L;
        return new SourceNumbers(audio, video,
                String.format("user%d@host-%08x", random.nextInt() & 0x7FFFFFFFL, random.nextInt()));
    }
}
