package io.mediary.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A call as its record in Redis keeps it. Immutable; changed under the call's lease by writing another.
 *
 * @param callId its id
 * @param userId who calls
 * @param connection the API connection that calls; empty for one that came by REST
 * @param sessionId the caller's session
 * @param backend what carries its media
 * @param state whether somebody has accepted
 * @param caller what the invites say of the caller, as it was given
 * @param options of the media at both ends
 * @param legs whom it rings
 * @param winner the number of the leg that was accepted
 * @param startedAt milliseconds since 1970
 * @param answeredAt the same
 * @param request the mark of a request that may be repeated
 * @param ended why it is over, if it is
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Call(String callId, String userId, Optional<String> connection, String sessionId, Backend backend,
        State state, Optional<ObjectNode> caller, Options options, List<Leg> legs, Optional<Integer> winner,
        long startedAt,
        Optional<Long> answeredAt, Optional<String> request, Optional<Leg.End> ended) {

    /** Whether somebody has accepted. */
    @RegisterForReflection
    public enum State {
        /** The caller's session is just being made; nobody rings. */
        @JsonProperty("making")
        MAKING,
        /** Nobody has accepted yet. */
        @JsonProperty("ringing")
        RINGING,
        /** The first has accepted. */
        @JsonProperty("talking")
        TALKING
    }

    /** What carries a call's media. */
    @RegisterForReflection
    public enum Backend {
        /** A media server. */
        @JsonProperty("nkmedia_kms")
        KURENTO,
        /** Nothing: it goes between the clients. */
        @JsonProperty("p2p")
        P2P
    }

    /**
     * What holds for the media at both ends.
     *
     * @param noOfferTrickleIce candidates of the media server's offers go into their SDP
     * @param noAnswerTrickleIce candidates of answers go into their SDP
     * @param trickleIceTimeout how long they are waited for, ms
     * @param bitrate kbps that each client may send, 0: no limit
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Options(boolean noOfferTrickleIce, boolean noAnswerTrickleIce, Optional<Integer> trickleIceTimeout,
            int bitrate) {
    }

    /** The leg that was accepted. */
    public Optional<Leg> won() {
        return winner.map(legs::get);
    }

    /** Whether somebody has accepted. */
    @JsonIgnore
    public boolean isTalking() {
        return state == State.TALKING;
    }

    /** Whether the leg of this number was accepted. */
    boolean hasWon(int number) {
        return winner.filter(won -> won == number).isPresent();
    }

    /** Legs that may still be accepted. */
    public List<Leg> open() {
        return legs.stream().filter(Leg::isOpen).toList();
    }

    /** The number of the leg with this session. */
    public OptionalInt legOf(String session) {
        return IntStream.range(0, legs.size()).filter(number -> legs.get(number).sessionId().equals(session))
                .findFirst();
    }

    /** Whether a connection calls, has accepted, or may still: a gateway's can be several of them. */
    public boolean isConcernOf(String other) {
        return connection.filter(other::equals).isPresent() || legs.stream()
                .anyMatch(leg -> leg.connection().equals(other) && leg.state() != Leg.State.ENDED);
    }

    /** The users whose call it is: who calls, and who has accepted. */
    public List<String> parties() {
        return Stream.concat(Stream.of(userId), won().map(Leg::user).stream()).distinct().toList();
    }

    /** Begun: its legs ring. */
    public Call begun() {
        return new Call(callId, userId, connection, sessionId, backend, State.RINGING, caller, options, legs, winner,
                startedAt, answeredAt, request, ended);
    }

    /** With a leg changed. */
    public Call withLeg(int number, Leg leg) {
        List<Leg> changed = new ArrayList<>(legs);
        changed.set(number, leg);
        return new Call(callId, userId, connection, sessionId, backend, state, caller, options, List.copyOf(changed),
                winner, startedAt, answeredAt, request, ended);
    }

    /** Accepted by a leg. */
    public Call withWinner(int number, long now) {
        return new Call(callId, userId, connection, sessionId, backend, State.TALKING, caller, options,
                withLeg(number, legs.get(number).withState(Leg.State.ACCEPTED)).legs, Optional.of(number), startedAt,
                Optional.of(now), request, ended);
    }

    /** Over. */
    public Call withEnd(Leg.End why) {
        return new Call(callId, userId, connection, sessionId, backend, state, caller, options, legs, winner, startedAt,
                answeredAt, request, Optional.of(why));
    }
}
