package io.mediary.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Redis' protocol. A command that runs a script is named after the script's file: {@code lua/commit.lua} is
 * {@code commit}; any other after itself.
 */
final class RedisDialect implements Dialect {

    private final Map<String, String> scripts;
    private long asked;
    private long answered;

    /** @param scripts names by SHA-1, shared by all connections: filled by the EVAL that follows each first EVALSHA */
    RedisDialect(Map<String, String> scripts) {
        this.scripts = scripts;
    }

    @Override
    public Part fromClient(InputStream in) throws IOException {
        Resp.Message message = Resp.read(in);
        List<String> words = message.words();
        return new Part(message.bytes(), Long.toString(asked++), name(words), String.join(" ", words));
    }

    @Override
    public Part fromServer(InputStream in) throws IOException {
        Resp.Message message = Resp.read(in);
        return message.kind() == '>'
                ? Part.other(message.bytes())
                : new Part(message.bytes(), Long.toString(answered++), "", "");
    }

    private String name(List<String> words) {
        String command = words.get(0).toLowerCase(Locale.ROOT);
        return switch (command) {
            case "eval" -> scripts.computeIfAbsent(sha(words.get(1)), sha -> file(words.get(1)));
            case "evalsha" -> scripts.getOrDefault(words.get(1), "new script");
            default -> command;
        };
    }

    /** A script ends with its file; the shared prelude stands before it. */
    private static String file(String text) {
        return ScriptFiles.all()
                .entrySet()
                .stream()
                .filter(file -> text.endsWith(file.getValue()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("unknown script");
    }

    private static String sha(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
