package io.mediary.call;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.session.CallSessions;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.GivenDescription;
import io.mediary.session.sdp.SdpType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/call/create}: makes the caller's session and rings others, of whom the first to accept is bridged to it. */
@ApplicationScoped
@Command(value = "media/call/create", aliases = "start", summary = "Calls users, connections or SIP addresses")
public class CreateCall implements Function<CreateCall.Input, CreateCall.Output> {

    private static final int LONGEST_CALLER = 4_096;

    private final CallCreation creation;
    private final Destinations destinations;

    CreateCall(CallCreation creation, Destinations destinations) {
        this.creation = creation;
        this.destinations = destinations;
    }

    /**
     * Whom to call, and how.
     *
     * @param callee a user, a connection's id or a SIP address; or an object {callee, user, session_id or sip; type, wait, ring}; or
     *            a list of those
     * @param type what callees are that do not say so: user, session or sip; found out by default
     * @param waitReply answer when the media server's answer is there
     * @param offer of the caller; none: the media server offers, in the reply
     * @param noOfferTrickleIce candidates of the media server's offers go into their SDP
     * @param noAnswerTrickleIce candidates of answers go into their SDP
     * @param trickleIceTimeout how long they are waited for, 100–30 000 ms, 5 000 by default
     * @param sdpType of the media server's offer to the caller, webrtc by default
     * @param backend nkmedia_kms or kurento; p2p: media goes between the clients
     * @param callId its id; none: one is chosen
     * @param caller an object of at most 4 KiB, which the invites bring as it is
     * @param ring seconds that each callee rings at most, 1–180; {@code mediary.call.ring} by default
     * @param after seconds after which it begins to ring, 0–180; 0 by default
     * @param subscribe the events of the call and of the caller's session go to the connection that makes it; true by default
     * @param eventBody merged into the body of these events
     * @param muteAudio the caller's audio does not go on
     * @param muteVideo the caller's video does not go on
     * @param muteData the caller's data channel does not go on
     * @param bitrate kbps that each client may send, 0 = no limit
     * @param readyTimeout seconds that the caller's session lives, 86 400 by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@JsonAlias("dest") @NotNull JsonNode callee, Optional<Leg.Type> type,
            Optional<Boolean> waitReply,
            Optional<@Valid GivenDescription> offer, Optional<Boolean> noOfferTrickleIce,
            Optional<Boolean> noAnswerTrickleIce, Optional<@Min(100) @Max(30_000) Integer> trickleIceTimeout,
            Optional<SdpType> sdpType, Optional<@Size(max = 64) String> backend,
            Optional<@Pattern(regexp = CallRef.PATTERN) String> callId, Optional<ObjectNode> caller,
            Optional<@Min(1) @Max(180) Integer> ring, @JsonProperty("wait") Optional<@Min(0) @Max(180) Integer> after,
            Optional<Boolean> subscribe, @JsonAlias("events_body") Optional<ObjectNode> eventBody,
            Optional<Boolean> muteAudio, Optional<Boolean> muteVideo, Optional<Boolean> muteData,
            Optional<@Min(0) @Max(10_000_000) Integer> bitrate,
            Optional<@Min(1) @Max(31_536_000) Long> readyTimeout) {
    }

    /**
     * What was made.
     *
     * @param callId the call
     * @param sessionId the caller's session
     * @param offer of the media server, where the caller brought none
     * @param answer of the media server, with {@code wait_reply}
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Output(String callId, String sessionId, Optional<Description> offer, Optional<Description> answer) {

        Output(String callId, String sessionId) {
            this(callId, sessionId, Optional.empty(), Optional.empty());
        }

        Output with(CallSessions.Described described) {
            Optional<Description> sdp = Optional.of(described.sdp());
            return new Output(callId, sessionId, described.isOffer() ? sdp : Optional.empty(),
                    described.isOffer() ? Optional.empty() : sdp);
        }
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        boolean peerToPeer = CallSessions.isPeerToPeer(input.backend());
        List<Destination> wanted = destinations.read(input.callee(),
                new Destinations.Defaults(input.type(), input.after(), input.ring()));
        Optional<Description> offer = input.offer()
                .filter(given -> !given.isEmpty())
                .map(given -> given.complete("offer", input.sdpType().orElse(SdpType.WEBRTC)));
        if (peerToPeer && offer.isEmpty()) {
            throw Failure.of(ErrorCode.MISSING_FIELD, "offer");
        }
        if (input.caller().filter(CreateCall::isTooLong).isPresent()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, "caller");
        }
        if (caller.idempotencyKey().isPresent() && caller.idempotencyKey().get().isBlank()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, "Idempotency-Key");
        }
        Call.Options options = new Call.Options(input.noOfferTrickleIce().orElse(false),
                input.noAnswerTrickleIce().orElse(false), input.trickleIceTimeout(), input.bitrate().orElse(0));
        CallSessions.Said said = new CallSessions.Said(input.sdpType(), Optional.empty(), input.readyTimeout(),
                input.subscribe().orElse(true), input.eventBody(), input.muteAudio(), input.muteVideo(),
                input.muteData());
        boolean wait = !peerToPeer && (input.waitReply().orElse(false) || offer.isEmpty());
        return creation.create(new CallCreation.Wanted(input.callId(), wanted,
                peerToPeer ? Call.Backend.P2P : Call.Backend.KURENTO, input.caller(), options, offer, said, wait),
                caller);
    }

    private static boolean isTooLong(ObjectNode caller) {
        return caller.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_CALLER;
    }
}
