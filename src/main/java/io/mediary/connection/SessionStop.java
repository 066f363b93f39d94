package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Ends a connection, and with it the sessions that it created. */
@ApplicationScoped
@Command(value = "core/session/stop", summary = "Ends a connection.")
public class SessionStop implements Function<SessionStop.Input, Void> {

    private final Admissions admissions;

    SessionStop(Admissions admissions) {
        this.admissions = admissions;
    }

    /**
     * @param sessionId a connection of the caller's user, or any for administrators
     */
    @RegisterForReflection
    public record Input(@JsonProperty("session_id") @NotNull @Size(min = 1, max = Names.ID) String sessionId) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        return admissions.stop(input.sessionId(), CoreCalls.asker(caller));
    }
}
