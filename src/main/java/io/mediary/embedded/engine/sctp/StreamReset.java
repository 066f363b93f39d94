package io.mediary.embedded.engine.sctp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Closing of streams (RFC 6525): answers the other side's requests and repeats them for this side's half. For one thread. */
final class StreamReset {

    private static final int REQUEST = 13;
    private static final int RESPONSE = 16;
    private static final int PERFORMED = 1;
    private static final int DENIED = 2;
    private static final int IN_PROGRESS = 6;
    private static final int MAX_REPEATS = 5;

    private int nextRequest;
    private Integer lastAnswered;
    private Chunk pending;
    private int pendingRequest;
    private int repeats;

    StreamReset(int firstRequest) {
        nextRequest = firstRequest;
    }

    /**
     * Reads a chunk of the other side.
     *
     * @param closed the streams that it closes are added here; an empty list in it means all
     * @return the answer, or none
     */
    List<Chunk> received(Chunk chunk, int received, int sent, List<List<Integer>> closed) {
        List<Chunk> answers = new ArrayList<>();
        ByteBuffer in = chunk.reader();
        while (in.remaining() >= 8) {
            int start = in.position();
            int type = in.getShort(start) & 0xFFFF;
            int length = in.getShort(start + 2) & 0xFFFF;
            if (length < 8 || length > in.remaining()) {
                break;
            }
            parameter(in.slice(start, length), type, received, sent, closed, answers);
            in.position(Math.min(in.limit(), start + (length + 3) / 4 * 4));
        }
        return answers;
    }

    /** This side's request, while it is not answered and not repeated too often. */
    List<Chunk> repeat() {
        if (pending == null) {
            return List.of();
        }
        Chunk again = pending;
        if (++repeats == MAX_REPEATS) {
            pending = null;
        }
        return List.of(again);
    }

    boolean idle() {
        return pending == null;
    }

    private void parameter(ByteBuffer in, int type, int received, int sent, List<List<Integer>> closed,
            List<Chunk> answers) {
        if (type == RESPONSE) {
            if (in.limit() >= 12 && in.getInt(4) == pendingRequest && in.getInt(8) != IN_PROGRESS) {
                pending = null;
            }
            return;
        }
        int request = in.getInt(4);
        if (type != REQUEST || in.limit() < 16) {
            answers.add(response(request, DENIED));
        } else if (in.getInt(12) - received > 0) {
            answers.add(response(request, IN_PROGRESS));
        } else if (lastAnswered != null && lastAnswered == request) {
            answers.add(response(request, PERFORMED));
        } else {
            lastAnswered = request;
            List<Integer> streams = new ArrayList<>();
            for (int at = 16; at + 2 <= in.limit(); at += 2) {
                streams.add(in.getShort(at) & 0xFFFF);
            }
            closed.add(streams);
            answers.add(response(request, PERFORMED));
            answers.add(request(request, sent, streams));
        }
    }

    private Chunk request(int answered, int sent, List<Integer> streams) {
        ByteBuffer out = ByteBuffer.allocate((16 + 2 * streams.size() + 3) / 4 * 4);
        pendingRequest = nextRequest++;
        out.putShort((short) REQUEST).putShort((short) (16 + 2 * streams.size())).putInt(pendingRequest)
                .putInt(answered).putInt(sent);
        streams.forEach(s -> out.putShort(s.shortValue()));
        pending = new Chunk(Chunk.RE_CONFIG, 0, out.array());
        repeats = 0;
        return pending;
    }

    private static Chunk response(int request, int result) {
        return new Chunk(Chunk.RE_CONFIG, 0,
                ByteBuffer.allocate(12).putShort((short) RESPONSE).putShort((short) 12).putInt(request).putInt(result)
                        .array());
    }
}
