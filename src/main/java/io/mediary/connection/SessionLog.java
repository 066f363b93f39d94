package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Takes a client's log message into this instance's log, category {@code io.mediary.client}. */
@ApplicationScoped
@Command(value = "core/session/log", summary = "Writes a client's message to the server's log.")
public class SessionLog implements Function<SessionLog.Input, Void> {

    private static final Logger LOG = Logger.getLogger("io.mediary.client");

    private static final int SHOWN = 4096;

    /**
     * @param source what speaks
     * @param message in short
     * @param level as syslog has it: 0 (worst) to 7 (for debugging); 6 where it is absent
     * @param fullMessage at length
     * @param meta anything
     */
    @RegisterForReflection
    public record Input(@NotNull @Size(min = 1, max = 256) String source,
            @NotNull @Size(min = 1, max = 4096) String message, @Min(0) @Max(7) Integer level,
            @JsonProperty("full_message") @Size(max = 65536) String fullMessage, ObjectNode meta) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        int level = input.level() == null ? 6 : input.level();
        Logger.Level ours = level <= 3
                ? Logger.Level.ERROR
                : level == 4 ? Logger.Level.WARN : level <= 6 ? Logger.Level.INFO : Logger.Level.DEBUG;
        LOG.logf(ours, "%s %s %s: %s %s %s", shown(caller.user()), caller.connection().orElse("-"),
                shown(input.source()), shown(input.message()), shown(input.fullMessage()),
                shown(input.meta() == null ? null : input.meta().toString()));
        return Uni.createFrom().voidItem();
    }

    /** Line breaks and other control characters would let a client write lines that look like ours. */
    private static String shown(String text) {
        String part = text == null ? "" : text.substring(0, Math.min(text.length(), SHOWN));
        return part.replaceAll("\\p{Cntrl}", " ");
    }
}
