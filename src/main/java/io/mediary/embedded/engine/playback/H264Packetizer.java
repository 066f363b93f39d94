package io.mediary.embedded.engine.playback;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.mediary.embedded.engine.playback.PlaybackException.Reason;
import io.mediary.embedded.engine.sdp.Codec;

/**
 * H264 (RFC 6184, packetization mode 1) of files that write each unit's length before it (ISO/IEC 14496-15): the
 * parameter sets stand beside the pictures there, and go before each key frame here.
 */
final class H264Packetizer implements Packetizer {

    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int CONFIGURATION = 7;
    private static final int REFERENCED = 0x60;

    private final Codec codec;
    private final int lengthSize;
    private final List<byte[]> parameterSets;

    /** Reads the decoder configuration of the file; fails where it is none. */
    H264Packetizer(byte[] configuration) throws PlaybackException {
        if (configuration.length < CONFIGURATION || configuration[0] != 1) {
            throw new PlaybackException(Reason.UNKNOWN_CODEC, "The H264 video has no decoder configuration");
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(configuration);
            String profile = "%02x%02x%02x".formatted(in.get(1), in.get(2), in.get(3));
            codec = new Codec(101, "H264", 90_000, 1, "packetization-mode=1;profile-level-id=" + profile, List.of());
            lengthSize = (in.get(4) & 3) + 1;
            in.position(5);
            List<byte[]> sets = new ArrayList<>(sets(in, in.get() & 0x1F));
            sets.addAll(sets(in, in.get() & 0xFF));
            parameterSets = List.copyOf(sets);
        } catch (BufferUnderflowException e) {
            throw new PlaybackException(Reason.UNKNOWN_CODEC, "The H264 decoder configuration breaks off");
        }
    }

    @Override
    public Codec codec() {
        return codec;
    }

    @Override
    public List<byte[]> payloads(MediaFrame picture) {
        List<byte[]> units = units(picture.data());
        List<byte[]> payloads = new ArrayList<>();
        if (units.stream().anyMatch(unit -> type(unit) == IDR)) {
            together(parameterSets, payloads);
        }
        units.forEach(unit -> add(unit, payloads));
        return payloads;
    }

    private static List<byte[]> sets(ByteBuffer in, int count) {
        List<byte[]> sets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] set = new byte[in.getShort() & 0xFFFF];
            in.get(set);
            if (set.length > 0) {
                sets.add(set);
            }
        }
        return sets;
    }

    /** The slices of a picture and the parameter sets in it; what merely describes is left out. */
    private List<byte[]> units(byte[] data) {
        List<byte[]> units = new ArrayList<>();
        int at = 0;
        while (at + lengthSize < data.length) {
            long length = 0;
            for (int i = 0; i < lengthSize; i++) {
                length = length << 8 | data[at++] & 0xFF;
            }
            if (length > data.length - at) {
                return units;
            }
            if (length > 0) {
                byte[] unit = new byte[(int) length];
                System.arraycopy(data, at, unit, 0, unit.length);
                if (type(unit) >= 1 && type(unit) <= IDR || type(unit) == SPS || type(unit) == PPS) {
                    units.add(unit);
                }
                at += unit.length;
            }
        }
        return units;
    }

    private static int type(byte[] unit) {
        return unit[0] & 0x1F;
    }

    /** In one packet where they fit, since browsers look for them right before the picture. */
    private static void together(List<byte[]> sets, List<byte[]> payloads) {
        int size = 1 + sets.stream().mapToInt(set -> 2 + set.length).sum();
        if (size > LARGEST || sets.size() < 2) {
            sets.forEach(set -> add(set, payloads));
            return;
        }
        ByteBuffer out = ByteBuffer.allocate(size).put((byte) (STAP_A | REFERENCED));
        sets.forEach(set -> out.putShort((short) set.length).put(set));
        payloads.add(out.array());
    }

    private static void add(byte[] unit, List<byte[]> payloads) {
        if (unit.length <= LARGEST) {
            payloads.add(unit);
            return;
        }
        for (int at = 1; at < unit.length; at += LARGEST - 2) {
            int length = Math.min(LARGEST - 2, unit.length - at);
            int begins = at == 1 ? 0x80 : 0;
            int ends = at + length == unit.length ? 0x40 : 0;
            payloads.add(ByteBuffer.allocate(2 + length).put((byte) (unit[0] & 0xE0 | FU_A))
                    .put((byte) (begins | ends | type(unit))).put(unit, at, length).array());
        }
    }
}
