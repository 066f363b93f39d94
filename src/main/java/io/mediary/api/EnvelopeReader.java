package io.mediary.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.mediary.function.ErrorCode;
import io.netty.buffer.ByteBufUtil;

/** Reads messages of clients. Thread-safe. */
final class EnvelopeReader {

    private static final int WORD = 64;
    private static final int TID = 128;
    private static final int TAIL = 256;

    /** The last member of the outermost object: nothing inside it, nor inside a string, ends like this. */
    private static final Pattern LAST_TID = Pattern
            .compile("[,{]\\s*\"tid\"\\s*:\\s*(\"[^\"\\\\]{0,128}\"|-?[0-9.eE+-]{1,20})\\s*}\\s*$");

    private final ObjectMapper json;
    private final long longest;

    /** @param longest message, in bytes of UTF-8 */
    EnvelopeReader(ObjectMapper json, long longest) {
        this.json = json;
        this.longest = longest;
    }

    Envelope read(String text) {
        if (text.length() > longest || text.length() * 3L > longest && ByteBufUtil.utf8Bytes(text) > longest) {
            return new Envelope.Malformed(lastTid(text), ErrorCode.MESSAGE_TOO_LARGE, "");
        }
        try {
            JsonNode message = json.readTree(text);
            return message.isObject()
                    ? envelope(message)
                    : new Envelope.Malformed(Optional.empty(), ErrorCode.INVALID_PARAMETERS, "");
        } catch (JsonProcessingException notJson) {
            return new Envelope.Malformed(Optional.empty(), ErrorCode.INVALID_PARAMETERS, "");
        }
    }

    private static Envelope envelope(JsonNode message) {
        if (message.has("ack")) {
            JsonNode tid = message.get("ack");
            return tid.isIntegralNumber()
                    ? new Envelope.Ack(tid.asLong())
                    : new Envelope.Malformed(Optional.empty(), ErrorCode.SYNTAX_ERROR, "ack");
        }
        if (message.has("result")) {
            return reply(message);
        }
        JsonNode tid = message.path("tid");
        if (tid.isMissingNode() || tid.isNull()) {
            return new Envelope.Malformed(Optional.empty(), ErrorCode.MISSING_FIELD, "tid");
        }
        if (!tid.isNumber() && !(tid.isTextual() && tid.textValue().length() <= TID)) {
            return new Envelope.Malformed(Optional.empty(), ErrorCode.SYNTAX_ERROR, "tid");
        }
        for (String field : new String[]{"class", "cmd"}) {
            if (message.path(field).isMissingNode() || message.path(field).isNull()) {
                return new Envelope.Malformed(Optional.of(tid), ErrorCode.MISSING_FIELD, field);
            }
        }
        for (String field : new String[]{"class", "subclass", "cmd"}) {
            JsonNode word = message.path(field);
            if (!word.isMissingNode() && !word.isNull() && !(word.isTextual() && word.textValue().length() <= WORD)) {
                return new Envelope.Malformed(Optional.of(tid), ErrorCode.SYNTAX_ERROR, field);
            }
        }
        JsonNode data = message.path("data");
        if (!data.isObject() && !data.isMissingNode() && !data.isNull()) {
            return new Envelope.Malformed(Optional.of(tid), ErrorCode.SYNTAX_ERROR, "data");
        }
        return new Envelope.Call(message.get("class").textValue(), message.path("subclass").asText("-"),
                message.get("cmd").textValue(), data.isObject() ? data : MissingNode.getInstance(), tid);
    }

    private static Envelope reply(JsonNode message) {
        JsonNode tid = message.path("tid");
        String result = message.path("result").asText();
        if (!tid.isIntegralNumber()) {
            return new Envelope.Malformed(Optional.empty(), ErrorCode.SYNTAX_ERROR, "tid");
        }
        if (!result.equals("ok") && !result.equals("error")) {
            return new Envelope.Malformed(Optional.empty(), ErrorCode.SYNTAX_ERROR, "result");
        }
        return new Envelope.Reply(tid.asLong(), result.equals("ok"), message.path("data"));
    }

    private Optional<JsonNode> lastTid(String text) {
        Matcher tail = LAST_TID.matcher(text.substring(Math.max(0, text.length() - TAIL)));
        try {
            return tail.find() ? Optional.of(json.readTree(tail.group(1))) : Optional.empty();
        } catch (JsonProcessingException notAValue) {
            return Optional.empty();
        }
    }
}
