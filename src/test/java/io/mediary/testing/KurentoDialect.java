package io.mediary.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON-RPC in WebSocket text messages, after the handshake. A request is named after its method. */
final class KurentoDialect implements Dialect {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TEXT = 1;
    private static final int CONTINUATION = 0;

    private final ByteArrayOutputStream clientText = new ByteArrayOutputStream();
    private final ByteArrayOutputStream serverText = new ByteArrayOutputStream();
    private boolean clientOpen;
    private boolean serverOpen;

    @Override
    public Part fromClient(InputStream in) throws IOException {
        if (!clientOpen) {
            clientOpen = true;
            return Part.other(head(in));
        }
        return part(Frame.read(in), clientText);
    }

    @Override
    public Part fromServer(InputStream in) throws IOException {
        if (!serverOpen) {
            serverOpen = true;
            return Part.other(head(in));
        }
        return part(Frame.read(in), serverText);
    }

    private static Part part(Frame frame, ByteArrayOutputStream text) throws IOException {
        if (frame.opcode() != TEXT && frame.opcode() != CONTINUATION) {
            return Part.other(frame.bytes());
        }
        text.writeBytes(frame.payload());
        if (!frame.last()) {
            return Part.other(frame.bytes());
        }
        String message = text.toString(StandardCharsets.UTF_8);
        text.reset();
        JsonNode json = JSON.readTree(message);
        return json.has("id")
                ? new Part(frame.bytes(), json.get("id").asText(), json.path("method").asText(), message)
                : Part.other(frame.bytes());
    }

    private static byte[] head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException();
            }
            head.write(b);
        }
        return head.toByteArray();
    }

    /** A WebSocket frame (RFC 6455, 5.2). */
    private record Frame(byte[] bytes, boolean last, int opcode, byte[] payload) {

        static Frame read(InputStream in) throws IOException {
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            byte[] start = take(in, 2, copy);
            boolean masked = (start[1] & 0x80) != 0;
            int length = start[1] & 0x7f;
            if (length == 126) {
                length = ByteBuffer.wrap(take(in, 2, copy)).getShort() & 0xffff;
            } else if (length == 127) {
                length = Math.toIntExact(ByteBuffer.wrap(take(in, 8, copy)).getLong());
            }
            byte[] mask = masked ? take(in, 4, copy) : new byte[4];
            byte[] payload = take(in, length, copy);
            for (int i = 0; i < length; i++) {
                payload[i] ^= mask[i % 4];
            }
            return new Frame(copy.toByteArray(), (start[0] & 0x80) != 0, start[0] & 0x0f, payload);
        }

        private static byte[] take(InputStream in, int count, ByteArrayOutputStream copy) throws IOException {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length < count) {
                throw new EOFException();
            }
            copy.writeBytes(bytes);
            return bytes;
        }
    }
}
