package io.mediary.call;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * One connection that a call rings, as the call's record keeps it. Its session's id is settled before the session is made, so
 * that whoever goes on with it makes no second one. Immutable.
 *
 * @param callee whom it rings, in the caller's words
 * @param address what the invite says instead: that of a telephone, which is between its user and the gateway; empty: the same
 * @param type what the callee is
 * @param connection the API connection that is invited
 * @param user whose that is
 * @param sessionId the callee's session
 * @param after seconds after the call's beginning that it begins to ring
 * @param ring seconds that it rings at most
 * @param state how far it is
 * @param driver the instance that makes its session and invites it; empty: nobody yet
 * @param ended why it is over, if it is
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Leg(String callee, Optional<String> address, Type type, String connection, String user,
        String sessionId, int after, int ring, State state, Optional<String> driver, Optional<End> ended) {

    /** What is called. */
    @RegisterForReflection
    public enum Type {
        /** A user: every connection of theirs. */
        @JsonProperty("user")
        USER,
        /** One API connection. */
        @JsonProperty("session")
        SESSION,
        /** A SIP address, by a gateway's connection. */
        @JsonProperty("sip")
        SIP
    }

    /** How far a leg is. */
    @RegisterForReflection
    public enum State {
        /** Its session is not made or its connection not invited yet. */
        @JsonProperty("waiting")
        WAITING,
        /** Its connection has taken the invite. */
        @JsonProperty("invited")
        INVITED,
        /** Its client has said that it rings. */
        @JsonProperty("ringing")
        RINGING,
        /** It has won. */
        @JsonProperty("accepted")
        ACCEPTED,
        /** It is over. */
        @JsonProperty("ended")
        ENDED
    }

    /**
     * Why it is over.
     *
     * @param code the error's name in the catalogue
     * @param reason the text
     */
    @RegisterForReflection
    public record End(ErrorCode code, String reason) {

        /** With the catalogue's text. */
        public static End of(ErrorCode code) {
            return new End(code, code.text(""));
        }

        /** With a text of its own, if there is one. */
        public static End of(ErrorCode code, Optional<String> text) {
            return new End(code, text.orElseGet(() -> code.text("")));
        }
    }

    /** Whether it may still be accepted. */
    @JsonIgnore
    public boolean isOpen() {
        return state == State.WAITING || state == State.INVITED || state == State.RINGING;
    }

    /** Whether it rings at a caller of functions: at their connection, or at another one of their user. */
    boolean isOf(Caller caller) {
        return user.equals(caller.user()) || caller.connection().filter(connection::equals).isPresent();
    }

    /** Whom it rings, as the invite says. */
    String invited() {
        return address.orElse(callee);
    }

    /** In another state. */
    public Leg withState(State next) {
        return new Leg(callee, address, type, connection, user, sessionId, after, ring, next, driver, ended);
    }

    /** With a session to be made anew. */
    public Leg withSession(String id) {
        return new Leg(callee, address, type, connection, user, id, after, ring, state, Optional.empty(), ended);
    }

    /** Driven by another instance. */
    public Leg withDriver(String instance) {
        return new Leg(callee, address, type, connection, user, sessionId, after, ring, state, Optional.of(instance),
                ended);
    }

    /** Driven by nobody for now. */
    public Leg withoutDriver() {
        return new Leg(callee, address, type, connection, user, sessionId, after, ring, state, Optional.empty(), ended);
    }

    /** Over. */
    public Leg withEnd(End why) {
        return new Leg(callee, address, type, connection, user, sessionId, after, ring, State.ENDED, driver,
                Optional.of(why));
    }
}
