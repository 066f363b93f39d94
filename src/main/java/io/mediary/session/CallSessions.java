package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Backend;
import io.mediary.media.Candidate;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.mediary.session.type.Bridge;
import io.mediary.session.type.Park;
import io.mediary.session.type.PeerToPeer;
import io.mediary.store.NewRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * The sessions at the ends of calls: makes them under ids that the call has settled, and tells the call of their ends. Thread-safe.
 */
@ApplicationScoped
public class CallSessions {

    /** Message to a session: its call, or its part in it, is over. Payload {@link Over}. */
    public static final String ENDED = "call_ended";
    /** Message to a callee's session: it was accepted. Payload: the answer, a {@link Description}. */
    public static final String ACCEPTED = "call_accepted";
    /** Message to the caller's session: who has accepted. Payload {@link Party}. */
    public static final String PARTY = "call_party";
    /** Message to a call: one of its sessions is over. Payload {@link Stopped}. */
    public static final String STOPPED = "session_stopped";

    private final SessionCreation creation;
    private final Sessions sessions;
    private final AwaitDescription await;
    private final ClientCandidates candidates;
    private final CallJoining joining;

    CallSessions(SessionCreation creation, Sessions sessions, AwaitDescription await, ClientCandidates candidates,
            CallJoining joining) {
        this.joining = joining;
        this.creation = creation;
        this.sessions = sessions;
        this.await = await;
        this.candidates = candidates;
    }

    /**
     * Who has accepted.
     *
     * @param user may act on the caller's session from now on
     */
    @RegisterForReflection
    public record Party(String user) {
    }

    /**
     * Why a session is not needed any more.
     *
     * @param why for its client
     * @param likewise sessions that end by the same call: nobody has to tell them
     */
    @RegisterForReflection
    public record Over(Session.Ended why, List<String> likewise) {
    }

    /**
     * An end of a call that is over.
     *
     * @param sessionId its session
     * @param joined whether it was the caller's, or had been accepted
     * @param why the session's reason
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Stopped(String sessionId, boolean joined, Session.Ended why) {
    }

    /**
     * What both ends of a call are made of.
     *
     * @param callId the call
     * @param peerToPeer no media server carries it
     * @param noOfferTrickleIce candidates of the media server's offers go into their SDP
     * @param noAnswerTrickleIce candidates of answers go into their SDP
     * @param trickleIceTimeout how long they are waited for, ms
     * @param bitrate kbps that each client may send, 0: no limit
     */
    public record Terms(String callId, boolean peerToPeer, boolean noOfferTrickleIce, boolean noAnswerTrickleIce,
            Optional<Integer> trickleIceTimeout, int bitrate) {
    }

    /**
     * What is said of one end alone.
     *
     * @param sdpType of the media server's offer
     * @param waitTimeout seconds until the answer must be there
     * @param readyTimeout seconds that it lives after that
     * @param subscribe its events go to the connection that makes it
     * @param eventBody merged into the body of these events
     * @param muteAudio audio does not go on
     * @param muteVideo video does not go on
     * @param muteData the data channel does not go on
     */
    public record Said(Optional<SdpType> sdpType, Optional<Long> waitTimeout, Optional<Long> readyTimeout,
            boolean subscribe, Optional<ObjectNode> eventBody, Optional<Boolean> muteAudio,
            Optional<Boolean> muteVideo, Optional<Boolean> muteData) {

        private static Said waiting(SdpType sdpType, int seconds) {
            return new Said(Optional.of(sdpType), Optional.of((long) seconds), Optional.empty(), false,
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /** Checks the name of a backend of calls. @return whether it is p2p; fails with {@code unknown_backend} */
    public static boolean isPeerToPeer(Optional<String> backend) {
        boolean none = backend.filter(Backend.NONE::equals).isPresent();
        if (!none) {
            Backend.check(backend);
        }
        return none;
    }

    /**
     * Makes the caller's session: {@code park}, or with p2p one that offers what the caller has given. Answers as soon as its
     * record is there.
     *
     * @param said whatever else was said of it
     * @param offer of the caller; empty: the media server offers
     * @return fails with whatever can be told without the media server
     */
    public Uni<Void> caller(String id, Terms terms, Said said, Optional<Description> offer,
            Optional<NewRecord.ConnectionRef> connection, Caller caller) {
        CreateSession.Input input = input(terms, terms.peerToPeer() ? PeerToPeer.NAME : Park.NAME, said,
                Optional.empty());
        InCall call = new InCall(terms.callId(), List.of(), true);
        return creation.create(id, call, input, offer, connection, caller).replaceWithVoid();
    }

    /**
     * The answer to the caller's offer, or the offer to a caller without one, when it is there; fails as
     * {@code get_answer} and {@code get_offer} do.
     */
    public Uni<Described> described(String id) {
        return sessions.find(id).map(found -> found.orElseThrow(() -> Failure.of(ErrorCode.SESSION_NOT_FOUND)))
                .flatMap(session -> {
                    boolean offers = session.backendRole() == Session.Role.OFFERER;
                    return await.of(session, offers).map(sdp -> new Described(sdp, offers));
                });
    }

    /**
     * What the media server says to a caller.
     *
     * @param sdp its SDP
     * @param isOffer whether that is an offer
     */
    public record Described(Description sdp, boolean isOffer) {
    }

    /**
     * The offer to a callee, by a session that is made unless it is there: {@code bridge}, bound to the caller's but joined to it
     * only when it is accepted.
     *
     * @param caller the caller's session, whose media is waited for
     * @param wait seconds until it must be answered
     * @param party the user at the other end
     * @param callee whose the session is
     * @return fails as a creation does, or with the reason for which the session ended
     */
    public Uni<Description> callee(String id, Terms terms, String caller, SdpType sdpType, int wait, String party,
            NewRecord.ConnectionRef connection, String callee) {
        return sessions.change(id, (lease, session) -> Uni.createFrom().item(Sessions.Step.nothing(session)))
                .flatMap(known -> known.isPresent()
                        ? await.of(known.get(), true)
                        : made(id, terms, caller, sdpType, wait, party, connection, callee));
    }

    private Uni<Description> made(String id, Terms terms, String caller, SdpType sdpType, int wait, String party,
            NewRecord.ConnectionRef connection, String callee) {
        CreateSession.Input input = input(terms, terms.peerToPeer() ? PeerToPeer.NAME : Bridge.NAME,
                Said.waiting(sdpType, wait), Optional.of(caller));
        // What it is bound to is the caller's, and it is the call that binds it.
        Caller owner = new Caller(true, callee, true, Optional.empty(), Optional.empty());
        InCall call = new InCall(terms.callId(), List.of(party), false);
        return creation.create(id, call, input, Optional.empty(), Optional.of(connection), owner)
                .map(made -> made.offer().orElseThrow());
    }

    private static CreateSession.Input input(Terms terms, String type, Said said, Optional<String> caller) {
        boolean callee = caller.isPresent();
        return new CreateSession.Input(type, Optional.of(callee), Optional.empty(),
                Optional.of(terms.noOfferTrickleIce()), Optional.of(terms.noAnswerTrickleIce()),
                terms.trickleIceTimeout(), said.sdpType(), Optional.empty(), caller,
                Optional.of(callee && terms.peerToPeer()), Optional.empty(), said.waitTimeout(),
                said.readyTimeout(), Optional.of(said.subscribe()), said.eventBody(), said.muteAudio(),
                said.muteVideo(), said.muteData(), Optional.of(terms.bitrate()), Optional.empty(),
                terms.peerToPeer() ? Optional.empty() : caller, Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Ends a session that its call does not need any more. */
    public Uni<Void> over(String id, Session.Ended why) {
        return joining.over(id, why);
    }

    /** A session that has not ended; empty where there is none. */
    public Uni<Optional<Session>> live(String id) {
        return sessions.live(id);
    }

    /** A candidate of the client at an end of a call; one without text says that no more will come. */
    public Uni<Void> candidate(String sessionId, String sdpMid, int sdpMLineIndex, String candidate, Caller caller) {
        return candidates.take(sessionId, new Candidate(sdpMid, sdpMLineIndex, candidate), caller);
    }
}
