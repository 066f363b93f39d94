package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.ice.ConfiguredIceServers;
import io.mediary.ice.IceServer;
import io.mediary.ice.IceServers;
import io.mediary.media.Backend;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.GivenDescription;
import io.mediary.session.sdp.SdpType;
import io.mediary.session.type.SessionTypes;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/create}: makes a session. With {@code offer} the media server answers it, else it offers. */
@ApplicationScoped
@Command(value = "media/session/create", aliases = "start", summary = "Creates a new media session")
public class CreateSession implements Function<CreateSession.Input, CreateSession.Output> {

    private final SessionTypes types;
    private final SessionCreation creation;
    private final ConfiguredIceServers ice;

    CreateSession(SessionTypes types, SessionCreation creation, ConfiguredIceServers ice) {
        this.types = types;
        this.creation = creation;
        this.ice = ice;
    }

    /**
     * What to make.
     *
     * @param type park, echo, bridge, publish, listen, play or p2p
     * @param waitReply answer when the media server's offer or answer is there
     * @param offer of the client; none: the media server offers
     * @param noOfferTrickleIce candidates of the offer go into its SDP
     * @param noAnswerTrickleIce candidates of the answer go into its SDP
     * @param trickleIceTimeout how long they are waited for, 100–30 000 ms, 5 000 by default
     * @param sdpType of the media server's offer, webrtc by default
     * @param backend nkmedia_kms or kurento
     * @param masterId the new session is tied to this one as its slave
     * @param setMasterAnswer its answer becomes the master's too
     * @param stopAfterPeer it ends when the other end of the tie does; true by default
     * @param waitTimeout seconds until the answer must be there, 60 by default
     * @param readyTimeout seconds that it lives after that, 86 400 by default
     * @param subscribe its events go to the connection that makes it; true by default
     * @param eventBody merged into the body of these events
     * @param muteAudio audio does not go on
     * @param muteVideo video does not go on
     * @param muteData the data channel does not go on
     * @param bitrate kbps that the client may send, 0 = no limit
     * @param access who may name it as master, peer or publisher: user or any
     * @param peerId bridge: the session to be bridged to
     * @param roomId publish: the room; none: one is made. listen: checked against the publisher's, if given
     * @param createRoom publish: make the room where there is none of this id
     * @param publisherId listen: the session to listen to
     * @param uri play: the file, by http, https or file
     * @param loops play: how often, 0 (the default): again and again
     * @param iceServers the reply names the STUN and TURN servers too; false by default
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 32) String type, Optional<Boolean> waitReply,
            Optional<@Valid GivenDescription> offer, Optional<Boolean> noOfferTrickleIce,
            Optional<Boolean> noAnswerTrickleIce, Optional<@Min(100) @Max(30_000) Integer> trickleIceTimeout,
            Optional<SdpType> sdpType, Optional<@Size(max = 64) String> backend,
            Optional<@Size(min = 1, max = 128) String> masterId, Optional<Boolean> setMasterAnswer,
            Optional<Boolean> stopAfterPeer, Optional<@Min(1) @Max(31_536_000) Long> waitTimeout,
            Optional<@Min(1) @Max(31_536_000) Long> readyTimeout, Optional<Boolean> subscribe,
            @JsonAlias("events_body") Optional<ObjectNode> eventBody, Optional<Boolean> muteAudio,
            Optional<Boolean> muteVideo, Optional<Boolean> muteData, Optional<@Min(0) @Max(10_000_000) Integer> bitrate,
            Optional<Session.Access> access, Optional<@Size(min = 1, max = 128) String> peerId,
            @JsonAlias("room") Optional<@Size(min = 1, max = 128) String> roomId, Optional<Boolean> createRoom,
            Optional<@Size(min = 1, max = 128) String> publisherId, Optional<@Size(min = 1, max = 2_048) String> uri,
            Optional<@Min(0) @Max(1_000_000) Integer> loops, Optional<Boolean> iceServers) {
    }

    /**
     * What was made.
     *
     * @param sessionId its id
     * @param roomId publish: where it publishes
     * @param room the same
     * @param offer of the media server, with {@code wait_reply}
     * @param answer of the media server, with {@code wait_reply}
     * @param iceServers as {@code get_ice_servers} answers, where they were asked for
     * @param iceExpiresAt when the credentials among them end, milliseconds since 1970
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record Output(String sessionId, Optional<String> roomId, Optional<String> room, Optional<Description> offer,
            Optional<Description> answer, Optional<List<IceServer>> iceServers, Optional<Long> iceExpiresAt) {

        Output(String sessionId, Optional<String> room) {
            this(sessionId, room, room, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        Output with(Description sdp, boolean isOffer) {
            Optional<Description> known = Optional.of(sdp);
            return new Output(sessionId, roomId, room, isOffer ? known : Optional.empty(),
                    isOffer ? Optional.empty() : known, iceServers, iceExpiresAt);
        }

        private Output with(IceServers ice) {
            return new Output(sessionId, roomId, room, offer, answer, Optional.of(ice.iceServers()), ice.expiresAt());
        }
    }

    @Override
    public Uni<Output> call(Input input, Caller caller) {
        if (types.of(input.type()).onMediaServer()) {
            Backend.check(input.backend());
        } else {
            Backend.checkNone(input.backend());
        }
        SdpType sdpType = input.sdpType().orElse(SdpType.WEBRTC);
        Optional<Description> offer = input.offer()
                .filter(given -> !given.isEmpty())
                .map(given -> given.complete("offer", sdpType));
        boolean wait = input.waitReply().orElse(false);
        if (caller.idempotencyKey().isPresent() && caller.idempotencyKey().get().isBlank()) {
            throw Failure.of(ErrorCode.SYNTAX_ERROR, "Idempotency-Key");
        }
        Uni<Output> made = creation.create(input, offer, wait, caller);
        return input.iceServers().orElse(false) ? made.map(output -> output.with(ice.of(caller.user()))) : made;
    }
}
