package io.mediary.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient.ErrorAnswer;

/** What was asked of Mediary and what it answered, in the order in which it happened. Thread-safe. */
final class Journal {

    /**
     * What a command of which nobody knows who else acts on the same objects may answer: that something is not there
     * (any more), is there already, or does not fit; or why the session that it waited for has ended.
     */
    private static final Set<Integer> EXPECTED = Set.of(
            100062, // session_not_found
            300005, // incompatible_session
            300010, 300011, 300012, 300013, // offer and answer, set or not
            300014, // no_ice_candidates
            304001, 304002, 304003, 304004, 304005, 304006, // rooms and publishers
            100045, // missing_field: an offer, where the master has ended meanwhile
            100011, 300020, 300021, // the end of a session that was awaited
            100052); // unavailable: on a busy machine Redis answers too late

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Queue<String> offences = new ConcurrentLinkedQueue<>();
    private final long begun = System.nanoTime();

    /** Something happened. */
    void note(String what) {
        lines.add((System.nanoTime() - begun) / 1_000_000 + " ms " + what);
    }

    /** A command was sent. */
    void sent(String who, String command, JsonNode data) {
        note(who + " → " + command + " " + shortened(data));
    }

    /** A command was answered, or not. */
    void answered(String who, String command, JsonNode data, JsonNode answer, Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        if (cause == null) {
            note(who + " ← " + command + " " + shortened(data) + ": " + shortened(answer));
            return;
        }
        String told = who + " ← " + command + " " + shortened(data) + ": " + (cause instanceof ErrorAnswer error
                ? error.code() + " " + error.getMessage()
                : cause instanceof TimeoutException ? "no answer" : cause.toString());
        note(told);
        if (!(cause instanceof ErrorAnswer error) || !EXPECTED.contains(error.code())) {
            offences.add("answers what it never should: " + told);
        }
    }

    /** Answers that may not be. */
    List<String> offences() {
        return List.copyOf(offences);
    }

    /** Writes everything to a file. */
    void write(Path file, List<String> more) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
            Files.write(file, more, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shortened(JsonNode data) {
        return data.toString().replaceAll("\"sdp\":\"[^\"]*\"", "\"sdp\":…");
    }
}
