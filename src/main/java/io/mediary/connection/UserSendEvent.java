package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Delivery;
import io.mediary.event.Event;
import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Sends an event to all connections of a user. */
@ApplicationScoped
@Command(value = "core/user/send_event", summary = "Sends an event to all connections of a user.")
public class UserSendEvent implements Function<UserSendEvent.Input, Void> {

    private final Users users;
    private final Delivery delivery;

    UserSendEvent(Users users, Delivery delivery) {
        this.users = users;
        this.delivery = delivery;
    }

    /**
     * @param user one's own name, or anyone's for administrators
     * @param type of the event; {@code *} where it is absent
     * @param body of the event
     */
    @RegisterForReflection
    public record Input(@NotNull @Size(min = 1, max = Names.ID) String user,
            @Pattern(regexp = Names.WORD) String type, ObjectNode body) {
    }

    @Override
    public Uni<Void> call(Input input, Caller caller) {
        if (!caller.mayActOn(input.user())) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        Event event = new Event("core", "user_event", CoreCalls.orAny(input.type()), input.user(), input.user(),
                CoreCalls.body(input.body()));
        return users.connectionsOf(input.user()).onItem()
                .transformToUni(found -> found.isEmpty()
                        ? Uni.createFrom().failure(Failure.of(ErrorCode.USER_NOT_FOUND))
                        : delivery.publish(event));
    }
}
