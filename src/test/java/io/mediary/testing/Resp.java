package io.mediary.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads and writes Redis' protocol (RESP 2 and 3), for a proxy that must see where one message ends. */
final class Resp {

    private static final int TIMEOUT_MS = 10_000;

    private Resp() {
    }

    /**
     * One message.
     *
     * @param bytes as it came
     * @param kind its first character: {@code *} array, {@code -} error, {@code >} push
     * @param value a {@code String}, a {@code Long}, a {@code List} of values, or null
     */
    record Message(byte[] bytes, char kind, Object value) {

        /** The parts of a command. */
        List<String> words() {
            return value instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
        }
    }

    /** Reads one message; fails with {@link EOFException} at the end. */
    static Message read(InputStream in) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        String[] head = new String[1];
        Object value = value(in, copy, head);
        return new Message(copy.toByteArray(), head[0].charAt(0), value);
    }

    /**
     * Asks the Redis at a port of loopback.
     *
     * @return a {@code String}, {@code Long}, {@code List} or null
     * @throws IllegalStateException with Redis' text where it answers an error
     */
    static Object ask(int port, String... words) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(command(words));
            Message answer = read(new BufferedInputStream(socket.getInputStream()));
            if (answer.kind() == '-') {
                throw new IllegalStateException(String.join(" ", words) + ": " + answer.value());
            }
            return answer.value();
        }
    }

    /** A command in the form that Redis reads. */
    static byte[] command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        Arrays.stream(words).forEach(word -> text.append('$')
                .append(word.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n")
                .append(word)
                .append("\r\n"));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static Object value(InputStream in, ByteArrayOutputStream copy, String[] head) throws IOException {
        String line = line(in, copy);
        if (head != null) {
            head[0] = line;
        }
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '$', '=', '!' -> text(in, copy, Integer.parseInt(rest));
            case '*', '>', '~' -> list(in, copy, Integer.parseInt(rest));
            case '%' -> list(in, copy, 2 * Integer.parseInt(rest));
            case ':' -> Long.valueOf(rest);
            case '_' -> null;
            case '+', '-', '#', ',', '(' -> rest;
            default -> throw new IOException("not RESP: " + line);
        };
    }

    private static List<Object> list(InputStream in, ByteArrayOutputStream copy, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        List<Object> values = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            values.add(value(in, copy, null));
        }
        return values;
    }

    private static String text(InputStream in, ByteArrayOutputStream copy, int length) throws IOException {
        if (length < 0) {
            return null;
        }
        byte[] bytes = in.readNBytes(length + 2);
        if (bytes.length < length + 2) {
            throw new EOFException();
        }
        copy.writeBytes(bytes);
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static String line(InputStream in, ByteArrayOutputStream copy) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException();
            }
            line.write(b);
        }
        copy.writeBytes(line.toByteArray());
        copy.write('\n');
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
