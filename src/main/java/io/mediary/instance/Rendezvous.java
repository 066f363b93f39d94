package io.mediary.instance;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** Rendezvous hashing: all agree who is to do something without a word, and little changes when one comes or goes. Thread-safe: only pure functions. */
public final class Rendezvous {

    private Rendezvous() {
    }

    /**
     * Who is to do something: the one with the highest weight for it.
     *
     * @param subject what is to be done
     * @param live at least one
     */
    public static String named(String subject, List<String> live) {
        String named = live.get(0);
        long highest = -1;
        for (String instance : live) {
            CRC32 weight = new CRC32();
            weight.update((subject + ":" + instance).getBytes(StandardCharsets.UTF_8));
            if (weight.getValue() > highest) {
                highest = weight.getValue();
                named = instance;
            }
        }
        return named;
    }
}
