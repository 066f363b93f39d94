package io.mediary.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Descriptions for tests that need some but no media behind them. */
public final class Offers {

    private Offers() {
    }

    /** A browser's kind of offer: audio and video, BUNDLE, trickle. */
    public static String contractOffer() {
        return read("offer.sdp");
    }

    /** A browser's kind of answer to what the media server offers. */
    public static String contractAnswer() {
        return read("answer.sdp");
    }

    /** By the names that the API page gives them. */
    static Map<String, String> variables() {
        return Map.of(
                "$OFFER", contractOffer(),
                "$HOFFER", contractOffer().replace("VP8", "H264"),
                "$ANSWER", contractAnswer(),
                "$PHONE", read("phone.sdp"));
    }

    private static String read(String name) {
        try (InputStream in = Offers.class.getResourceAsStream("/contract/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\n", "\r\n");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
