package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A conversation with a real Kurento, replayed: its requests are sent again, and answers and events must be the same but
 * for ids, times and session descriptions. An id of the capture stands for the same id wherever it occurs.
 */
final class Conversation {

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern LINE = Pattern.compile("(\\w+) (->|<-|<=|xx) ?(.*)");
    private static final Pattern KEY = Pattern.compile("\"([A-Za-z_]\\w*)\":");
    private static final long A_TIME = 1_700_000_000L;

    private final Supplier<RpcClient> connect;
    private final Map<String, RpcClient> clients = new HashMap<>();
    private final Map<String, List<String>> expectedEvents = new LinkedHashMap<>();
    private final Map<String, String> ids = new HashMap<>();

    Conversation(Supplier<RpcClient> connect) {
        this.connect = connect;
    }

    void replay(String resource) throws IOException {
        for (String line : lines(resource)) {
            Matcher parts = LINE.matcher(line);
            if (line.startsWith("#") || !parts.matches()) {
                continue;
            }
            String who = parts.group(1);
            RpcClient client = clients.computeIfAbsent(who, fresh -> connect.get());
            switch (parts.group(2)) {
                case "->" -> client.send(translated(parts.group(3)));
                case "<-" -> check(parts.group(3), client.answer());
                case "<=" -> expectedEvents.computeIfAbsent(who, none -> new ArrayList<>()).add(parts.group(3));
                default -> client.cut();
            }
        }
        expectedEvents.forEach((who, expected) -> {
            List<String> came = clients.get(who).events();
            await().untilAsserted(() -> assertThat(came).hasSize(expected.size()));
            for (int i = 0; i < expected.size(); i++) {
                check(expected.get(i), came.get(i));
            }
        });
    }

    private String translated(String request) {
        return UUID.matcher(request).replaceAll(id -> ids.getOrDefault(id.group(), id.group()));
    }

    private void check(String expected, String actual) {
        same(RpcClient.json(expected), RpcClient.json(actual),
                "expected " + translated(expected) + "\nbut got  " + actual);
        if (!expected.contains("v=0")) {
            assertThat(keys(actual)).as("the order of keys in " + actual).isEqualTo(keys(expected));
        }
    }

    private void same(JsonNode expected, JsonNode actual, String message) {
        assertThat(actual.getNodeType()).as(message).isEqualTo(expected.getNodeType());
        assertThat(actual.size()).as(message).isEqualTo(expected.size());
        if (expected.isObject()) {
            expected.properties().forEach(each -> same(each.getValue(), actual.path(each.getKey()), message));
        } else if (expected.isArray() && expected.path(0).isTextual()) {
            assertThat(texts(actual)).as(message)
                    .isEqualTo(texts(expected).stream().map(this::translated).sorted().toList());
        } else if (expected.isArray()) {
            for (int i = 0; i < expected.size(); i++) {
                same(expected.get(i), actual.get(i), message);
            }
        } else if (expected.isTextual()) {
            sameText(expected.asText(), actual.asText(), message);
        } else if (expected.asLong() < A_TIME || actual.asLong() < A_TIME) {
            assertThat(actual).as(message).isEqualTo(expected);
        }
    }

    private void sameText(String expected, String actual, String message) {
        if (expected.startsWith("v=0")) {
            assertThat(actual).as(message).startsWith("v=0");
            return;
        }
        if (expected.matches("\\d{13}")) {
            assertThat(actual).as(message).matches("\\d{13}");
            return;
        }
        Matcher theirs = UUID.matcher(expected);
        Matcher ours = UUID.matcher(actual);
        while (theirs.find()) {
            assertThat(ours.find()).as(message).isTrue();
            ids.putIfAbsent(theirs.group(), ours.group());
        }
        assertThat(actual).as(message).isEqualTo(translated(expected));
    }

    /** Sorted: lists of ids are, and our ids are others. */
    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asText()));
        Collections.sort(texts);
        return texts;
    }

    private static List<String> keys(String json) {
        return KEY.matcher(json).results().map(key -> key.group(1)).toList();
    }

    private static List<String> lines(String resource) throws IOException {
        try (var in = Conversation.class.getResourceAsStream("/kurento/" + resource);
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }
}
