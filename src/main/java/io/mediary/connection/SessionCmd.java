package io.mediary.connection;

import java.util.Arrays;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Asks another client something and answers what it answers; an error of it with a number of our own keeps it. */
@ApplicationScoped
@Command(value = "core/session/cmd", summary = "Sends a request to another client, and answers as it does.")
public class SessionCmd implements Function<SessionCmd.Input, JsonNode> {

    private final Inbox inbox;

    SessionCmd(Inbox inbox) {
        this.inbox = inbox;
    }

    /**
     * @param sessionId a connection of the caller's user, or any for administrators
     * @param commandClass class of the request
     * @param subclass its subclass, if it has one
     * @param cmd its command; {@code core/event} is the system's own
     * @param data an object
     */
    @RegisterForReflection
    public record Input(@JsonProperty("session_id") @NotNull @Size(min = 1, max = Names.ID) String sessionId,
            @JsonProperty("class") @NotNull @Pattern(regexp = Names.WORD) String commandClass,
            @Pattern(regexp = Names.WORD) String subclass, @NotNull @Pattern(regexp = Names.WORD) String cmd,
            ObjectNode data) {
    }

    @Override
    public Uni<JsonNode> call(Input input, Caller caller) {
        if (input.commandClass().equals("core") && input.cmd().equals("event")) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        ClientRequest request = new ClientRequest(input.commandClass(), Optional.ofNullable(input.subclass()),
                input.cmd(), input.data() == null ? JsonNodeFactory.instance.objectNode() : input.data());
        return inbox.ask(input.sessionId(), CoreCalls.asker(caller), request).map(answer -> {
            if (!answer.ok()) {
                throw error(answer.data());
            }
            return answer.data();
        });
    }

    private static Failure error(JsonNode data) {
        int code = data.path("code").asInt();
        return Arrays.stream(ErrorCode.values()).filter(known -> known.code() == code).findFirst()
                .map(known -> Failure.of(known, detail(known, data.path("error").asText())))
                .orElse(Failure.of(ErrorCode.PROCESS_DOWN));
    }

    /** The part of the client's text that stands where the catalogue's text has its place. */
    private static String detail(ErrorCode code, String text) {
        String whole = code.text("\0");
        int place = whole.indexOf('\0');
        if (place < 0 || !text.startsWith(whole.substring(0, place)) || !text.endsWith(whole.substring(place + 1))
                || text.length() < whole.length() - 1) {
            return text;
        }
        return text.substring(place, text.length() - (whole.length() - place - 1));
    }
}
