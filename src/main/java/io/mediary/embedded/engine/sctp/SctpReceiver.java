package io.mediary.embedded.engine.sctp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The receiving half of an association: puts data chunks in order and messages together. For one thread. */
final class SctpReceiver {

    static final int WINDOW = 1024 * 1024;
    private static final int MAX_MESSAGE = 256 * 1024;
    private static final int MAX_GAPS = 30;
    private static final int DATA_HEADER = 12;
    private static final int BEGIN = 2;
    private static final int END = 1;

    private final Map<Integer, Chunk> early = new HashMap<>();
    private final Messages messages;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private int cumulative;
    private int earlyBytes;
    private boolean inMessage;

    /** Takes whole messages. */
    @FunctionalInterface
    interface Messages {

        void message(int stream, int protocol, byte[] bytes);
    }

    SctpReceiver(int firstNumber, Messages messages) {
        cumulative = firstNumber - 1;
        this.messages = messages;
    }

    /** The last number up to which everything came. */
    int cumulative() {
        return cumulative;
    }

    /**
     * Takes a data chunk.
     *
     * @throws IllegalArgumentException for a message longer than 256 KiB
     */
    void data(Chunk chunk) {
        if (chunk.body().length < DATA_HEADER) {
            return;
        }
        int number = chunk.reader().getInt(0);
        int distance = number - cumulative;
        if (distance <= 0 || early.containsKey(number) || earlyBytes + chunk.body().length > WINDOW) {
            return;
        }
        early.put(number, chunk);
        earlyBytes += chunk.body().length;
        deliver();
    }

    /** The other side gave up what is up to this number (RFC 3758). */
    void forward(int number) {
        if (number - cumulative <= 0) {
            return;
        }
        early.entrySet().removeIf(e -> {
            boolean past = e.getKey() - number <= 0;
            earlyBytes -= past ? e.getValue().body().length : 0;
            return past;
        });
        cumulative = number;
        inMessage = false;
        deliver();
    }

    /** What came, for the other side. */
    Chunk acknowledgement() {
        List<Integer> distances = early.keySet().stream().map(n -> n - cumulative).sorted().toList();
        ByteBuffer gaps = ByteBuffer.allocate(4 * MAX_GAPS);
        int count = 0;
        for (int i = 0; i < distances.size() && count < MAX_GAPS; count++) {
            int first = distances.get(i);
            int last = first;
            while (++i < distances.size() && distances.get(i) == last + 1) {
                last++;
            }
            gaps.putShort((short) first).putShort((short) last);
        }
        ByteBuffer out = ByteBuffer.allocate(12 + 4 * count);
        out.putInt(cumulative).putInt(WINDOW - earlyBytes).putShort((short) count).putShort((short) 0);
        out.put(gaps.array(), 0, 4 * count);
        return new Chunk(Chunk.SACK, 0, out.array());
    }

    /** In the order of the numbers, which is at least the order that every channel asks for. */
    private void deliver() {
        for (Chunk next = early.remove(cumulative + 1); next != null; next = early.remove(cumulative + 1)) {
            cumulative++;
            earlyBytes -= next.body().length;
            fragment(next);
        }
    }

    private void fragment(Chunk chunk) {
        if ((chunk.flags() & BEGIN) != 0) {
            partial.reset();
            inMessage = true;
        }
        if (!inMessage) {
            return;
        }
        if (partial.size() + chunk.body().length > MAX_MESSAGE + DATA_HEADER) {
            throw new IllegalArgumentException("a message of more than " + MAX_MESSAGE + " bytes");
        }
        partial.write(chunk.body(), DATA_HEADER, chunk.body().length - DATA_HEADER);
        if ((chunk.flags() & END) != 0) {
            inMessage = false;
            messages.message(chunk.reader().getShort(4) & 0xFFFF, chunk.reader().getInt(8), partial.toByteArray());
        }
    }
}
