package io.mediary.embedded.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * The pictures from the last key frame on, for those who come in the middle: a player makes no key frames. Bounded; a
 * longer group is given up, and whoever waits gets the next one. For one thread.
 */
final class GroupOfPictures {

    private static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final int MOST_PICTURES = 1_800;

    private final List<List<byte[]>> pictures = new ArrayList<>();
    private int bytes;

    /** Takes the payloads of the next picture. */
    void add(List<byte[]> payloads, boolean key) {
        if (key) {
            clear();
        } else if (pictures.isEmpty()) {
            return;
        }
        bytes += payloads.stream().mapToInt(payload -> payload.length).sum();
        pictures.add(payloads);
        if (bytes > MOST_BYTES || pictures.size() > MOST_PICTURES) {
            clear();
        }
    }

    /** The payloads of each, from the key frame on; empty where there is none. */
    List<List<byte[]>> pictures() {
        return List.copyOf(pictures);
    }

    /** Whether there is a picture. */
    boolean isEmpty() {
        return pictures.isEmpty();
    }

    /** The size of all. */
    int bytes() {
        return bytes;
    }

    /** Forgets them. */
    void clear() {
        pictures.clear();
        bytes = 0;
    }
}
