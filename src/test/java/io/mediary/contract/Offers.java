package io.mediary.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Offers for tests that need one but no media behind it. */
public final class Offers {

    private Offers() {
    }

    /** A browser's kind of offer: audio and video, BUNDLE, trickle. */
    public static String contractOffer() {
        try (InputStream in = Offers.class.getResourceAsStream("/contract/offer.sdp")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
