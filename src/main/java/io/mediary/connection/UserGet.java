package io.mediary.connection;

import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** A user's connections. */
@ApplicationScoped
@Command(value = "core/user/get", summary = "Tells a user's connections, with type and remote address.")
public class UserGet implements Function<UserGet.Input, Map<String, UserGet.Connection>> {

    private final Users users;

    UserGet(Users users) {
        this.users = users;
    }

    /**
     * @param user one's own name, or anyone's for administrators
     */
    @RegisterForReflection
    public record Input(@NotNull @Size(min = 1, max = Names.ID) String user) {
    }

    /**
     * @param remote the far end's address
     * @param type {@code ws} or {@code sse}
     */
    @RegisterForReflection
    public record Connection(String remote, String type) {
    }

    @Override
    public Uni<Map<String, Connection>> call(Input input, Caller caller) {
        if (!caller.mayActOn(input.user())) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        return users.connectionsOf(input.user()).map(found -> {
            if (found.isEmpty()) {
                throw Failure.of(ErrorCode.USER_NOT_FOUND);
            }
            Map<String, Connection> connections = new LinkedHashMap<>();
            found.forEach(c -> connections.put(c.id(), new Connection(c.peer().remote(), c.peer().type())));
            return connections;
        });
    }
}
