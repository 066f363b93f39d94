package io.mediary.store;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * One of the 64 parts of the key space. An object's partition is fixed for ever by its id; all its keys carry the
 * partition's hash tag, so that one step on them is one script, in a cluster too.
 *
 * @param number 0–63
 */
public record Partition(int number) {

    /** How many there are. */
    public static final int COUNT = 64;

    /** The partition of an object. */
    public static Partition of(String id) {
        return new Partition(crc16(id) % COUNT);
    }

    /** A random id (a UUID) of an object in this partition: what belongs together is written together. */
    public String newId() {
        String id = UUID.randomUUID().toString();
        while (!of(id).equals(this)) {
            id = UUID.randomUUID().toString();
        }
        return id;
    }

    /** CRC-16/XMODEM, as Redis Cluster uses it. */
    private static int crc16(String text) {
        int crc = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            crc ^= (b & 0xff) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
            }
            crc &= 0xffff;
        }
        return crc;
    }
}
