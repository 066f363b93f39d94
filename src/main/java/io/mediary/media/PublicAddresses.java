package io.mediary.media;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Tells addresses that anybody may reach from those of this machine, this network, or nobody (RFC 6890). Stateless. */
final class PublicAddresses {

    /**
     * The first bits that some addresses have in common.
     *
     * @param start the address they are taken from
     * @param bits how many
     */
    private record Block(int[] start, int bits) {

        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                int wanted = bit >> 3 < start.length ? start[bit >> 3] : 0;
                if ((address[bit >> 3] & mask) != (wanted & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static final List<Block> NOT_PUBLIC_4 = List.of(block(8, 0), block(8, 10), block(10, 100, 64),
            block(8, 127), block(16, 169, 254), block(12, 172, 16), block(24, 192, 0, 0), block(24, 192, 0, 2),
            block(24, 192, 88, 99), block(16, 192, 168), block(15, 198, 18), block(24, 198, 51, 100),
            block(24, 203, 0, 113), block(4, 224), block(4, 240));
    private static final Block GLOBAL_6 = block(3, 0x20);
    /** Of the global ones: documentation, and those that carry an address of version 4 that nobody checked. */
    private static final List<Block> NOT_PUBLIC_6 = List.of(block(23, 0x20, 0x01, 0x00),
            block(32, 0x20, 0x01, 0x0d, 0xb8), block(16, 0x20, 0x02), block(20, 0x3f, 0xff, 0x00));

    private PublicAddresses() {
    }

    /** Whether anybody may reach it. */
    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return NOT_PUBLIC_4.stream().noneMatch(block -> block.contains(bytes));
        }
        return GLOBAL_6.contains(bytes) && NOT_PUBLIC_6.stream().noneMatch(block -> block.contains(bytes));
    }

    private static Block block(int bits, int... start) {
        return new Block(start, bits);
    }
}
