package io.mediary.connection;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.mediary.function.Authentication;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * Says who a connection is, or that it goes on where a lost one stopped. With authentication a token says who; without
 * it any name will do, and where only {@code session_id} is given, the user is that connection's. Refusals are answered
 * later each time.
 */
@ApplicationScoped
@Command(value = "core/user/login", summary = "Logs the connection in, or resumes a former one.", open = true)
public class UserLogin implements Function<UserLogin.Input, UserLogin.Output> {

    private final Authentication authentication;
    private final CoreCalls calls;
    private final LoginDelays delays;

    UserLogin(Authentication authentication, CoreCalls calls, LoginDelays delays) {
        this.authentication = authentication;
        this.calls = calls;
        this.delays = delays;
    }

    /**
     * @param user a name; with authentication the token's, if it is given at all
     * @param password for a user store; there is none, so with authentication it lets nobody in
     * @param token a JWT
     * @param sessionId a former connection's id
     */
    @RegisterForReflection
    public record Input(@Size(min = 1, max = Names.ID) String user, @Size(max = 1024) String password,
            @Size(max = 8192) String token, @JsonProperty("session_id") @Size(min = 1, max = 64) String sessionId) {
    }

    /**
     * @param sessionId the connection's id
     */
    @RegisterForReflection
    public record Output(@JsonProperty("session_id") String sessionId) {
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        ClientConnection connection = calls.connection(caller);
        String address = connection.peer().remote().replaceFirst(":\\d+$", "");
        Uni<String> login = principal(input, connection).onItem()
                .transformToUni(who -> connection.peer().mayNotBe(who.user())
                        ? Uni.createFrom().failure(Failure.of(ErrorCode.UNAUTHORIZED))
                        : connection.login(who, Optional.ofNullable(input.sessionId())));
        return login.invoke(() -> delays.succeeded(address)).onFailure(UserLogin::isRefusal)
                .recoverWithUni(refusal -> Uni.createFrom().voidItem().onItem().delayIt().by(delays.failed(address))
                        .chain(() -> Uni.createFrom().failure(refusal)))
                .map(Output::new);
    }

    private Uni<Principal> principal(Input input, ClientConnection connection) {
        if (!authentication.enabled()) {
            return Uni.createFrom().item(new Principal(input.user() == null ? "" : input.user(), true, 0));
        }
        if (connection.handshake().isPresent()) {
            boolean again = input.token() != null || input.password() != null;
            return again
                    ? Uni.createFrom().failure(Failure.of(ErrorCode.ALREADY_AUTHENTICATED))
                    : named(input, connection.handshake().get());
        }
        if (input.token() == null) {
            return Uni.createFrom().failure(input.password() == null
                    ? Failure.of(ErrorCode.MISSING_FIELD, "token")
                    : Failure.of(ErrorCode.NOT_AUTHENTICATED));
        }
        return authentication.byToken(input.token()).onItem().transformToUni(who -> named(input, who));
    }

    private static Uni<Principal> named(Input input, Principal who) {
        return input.user() == null || input.user().equals(who.user())
                ? Uni.createFrom().item(who)
                : Uni.createFrom().failure(Failure.of(ErrorCode.UNAUTHORIZED));
    }

    private static boolean isRefusal(Throwable failure) {
        return failure instanceof Failure known && switch (known.code()) {
            case NOT_AUTHENTICATED, UNAUTHORIZED, INVALID_SESSION_ID -> true;
            default -> false;
        };
    }
}
