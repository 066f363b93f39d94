package io.mediary.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaKind;
import io.mediary.media.Place;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A media session as its record in Redis keeps it. Immutable; changed under the session's lease by writing another.
 *
 * @param sessionId its id
 * @param type park, echo …
 * @param joined what its type joins it to: a peer, a room, a publisher
 * @param backendRole who makes the offer
 * @param userId whose it is
 * @param userSession the API connection that made it; it ends with that connection
 * @param options what was said at creation and never changes
 * @param media what is muted, and the bitrate
 * @param offer once it is known to both sides
 * @param answer once it is known to both sides: the session is ready then
 * @param pending a description that waits for its candidates before anyone sees it
 * @param link the session that this one is tied to
 * @param call the call that it is an end of
 * @param place where its media is made; empty for a type that no media server carries
 * @param endpoint its media; empty until made
 * @param recorder what records it now
 * @param recordings how many recordings of it were begun
 * @param ended why it is over
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Session(String sessionId, String type, Optional<Joined> joined, Role backendRole, String userId,
        Optional<String> userSession,
        Options options, Media media, Optional<Description> offer, Optional<Description> answer,
        Optional<Pending> pending, Link link, Optional<InCall> call, Optional<Place> place, Optional<Endpoint> endpoint,
        Optional<Recorder> recorder, int recordings, Optional<Ended> ended) {

    /** Who makes the offer: the media server or the client. */
    @RegisterForReflection
    public enum Role {
        /** The media server offers. */
        @JsonProperty("offerer")
        OFFERER,
        /** The media server answers. */
        @JsonProperty("offeree")
        OFFEREE
    }

    /** Who may name the session as a peer or master. */
    @RegisterForReflection
    public enum Access {
        /** Its own user. */
        @JsonProperty("user")
        USER,
        /** Everybody. */
        @JsonProperty("any")
        ANY
    }

    /**
     * What was said at creation.
     *
     * @param noOfferTrickleIce candidates of the offer go into its SDP
     * @param noAnswerTrickleIce candidates of the answer go into its SDP
     * @param trickleIceTimeout how long they are waited for, ms
     * @param sdpType of the SDPs that the media server makes
     * @param waitTimeout seconds until the answer must be there
     * @param readyTimeout seconds that it lives after that
     * @param setMasterAnswer its answer becomes its master's too
     * @param stopAfterPeer it ends with the session that it is tied to
     * @param createRoom its room was to be made where there was none
     * @param access who else may name it
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Options(boolean noOfferTrickleIce, boolean noAnswerTrickleIce, int trickleIceTimeout, SdpType sdpType,
            long waitTimeout, long readyTimeout, boolean setMasterAnswer, boolean stopAfterPeer, boolean createRoom,
            Access access) {
    }

    /**
     * What of the client's media goes on.
     *
     * @param muteAudio audio does not
     * @param muteVideo video does not
     * @param muteData data does not
     * @param bitrate kbps that the client may send; 0: no limit
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Media(boolean muteAudio, boolean muteVideo, boolean muteData, int bitrate) {

        /** Nothing muted, no limit. */
        static final Media OPEN = new Media(false, false, false, 0);

        /** With other muting or another bitrate; what is empty stays. */
        Media with(Optional<Boolean> audio, Optional<Boolean> video, Optional<Boolean> data, Optional<Integer> limit) {
            return new Media(audio.orElse(muteAudio), video.orElse(muteVideo), data.orElse(muteData),
                    limit.orElse(bitrate));
        }

        /** The kinds that are not muted. */
        public Set<MediaKind> open() {
            Set<MediaKind> kinds = EnumSet.allOf(MediaKind.class);
            if (muteAudio) {
                kinds.remove(MediaKind.AUDIO);
            }
            if (muteVideo) {
                kinds.remove(MediaKind.VIDEO);
            }
            if (muteData) {
                kinds.remove(MediaKind.DATA);
            }
            return kinds;
        }
    }

    /**
     * A description that waits for candidates.
     *
     * @param by whose candidates: {@code CLIENT} or {@code SERVER}
     * @param offer true: an offer; false: an answer
     * @param description without them
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Pending(Side by, boolean offer, Description description) {

        /** Whose candidates are waited for. */
        @RegisterForReflection
        public enum Side {
            CLIENT,
            SERVER
        }
    }

    /**
     * The ties to other sessions.
     *
     * @param masterId this session is its slave
     * @param slaveIds this session is their master; the newest is the last
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Link(Optional<String> masterId, List<String> slaveIds) {

        /** The newest slave. */
        public Optional<String> slaveId() {
            return slaveIds.isEmpty() ? Optional.empty() : Optional.of(slaveIds.get(slaveIds.size() - 1));
        }

        /** The sessions at the other ends. */
        public List<String> others() {
            return Stream.concat(masterId.stream(), slaveIds.stream()).toList();
        }

        /** And the tie to a slave, as the newest. */
        public Link with(String slave) {
            return new Link(masterId, Stream.concat(without(slave).slaveIds.stream(), Stream.of(slave)).toList());
        }

        /** Less the tie to a session. */
        public Link without(String session) {
            return new Link(masterId.filter(id -> !id.equals(session)),
                    slaveIds.stream().filter(id -> !id.equals(session)).toList());
        }
    }

    /**
     * Why it is over.
     *
     * @param code the error's name in the catalogue
     * @param reason the text
     */
    @RegisterForReflection
    public record Ended(ErrorCode code, String reason) {

        /** Of what a caller would be told. */
        static Ended of(Failure failure) {
            return new Ended(failure.code(), failure.getMessage());
        }
    }

    /** Whether a caller may see and steer it: its user, and in a call the other party's. */
    public boolean mayBeActedOnBy(Caller caller) {
        return caller.mayActOn(userId) || call.filter(it -> it.parties().contains(caller.user())).isPresent();
    }

    /** An end of a call, or with that changed; or of none any more. */
    Session withCall(Optional<InCall> changed) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                pending, link, changed, place, endpoint, recorder, recordings, ended);
    }

    /** Whether it only rings: what it names as its master and its peer knows nothing of it yet. */
    boolean isApart() {
        return call.filter(it -> !it.joined()).isPresent();
    }

    /** Fails with {@code invalid_state} where it only rings: it is its call that changes it then. */
    void checkNotApart() {
        if (isApart()) {
            throw Failure.of(ErrorCode.INVALID_STATE);
        }
    }

    /** kbps that its client may send, by its own limit and its room's; 0: no limit. */
    public int bitrate() {
        int own = media.bitrate();
        int room = limits().bitrate();
        return own == 0 || room == 0 ? Math.max(own, room) : Math.min(own, room);
    }

    /** What its room allows. */
    public Limits limits() {
        return joined.map(Joined::limits).orElse(Limits.NONE);
    }

    /** Whether it receives from another session, or another from it, as the two sides of a bridge. */
    public boolean isBridgedTo(String session) {
        return joined.flatMap(Joined::peerId).filter(session::equals).isPresent();
    }

    /** Of another type, joined to something else. */
    public Session withType(String other, Optional<Joined> changed) {
        return new Session(sessionId, other, changed, backendRole, userId, userSession, options, media, offer, answer,
                pending, link, call, place, endpoint, recorder, recordings, ended);
    }

    /** With its media made. */
    public Session withEndpoint(Endpoint made) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                pending, link, call, place, Optional.of(made), recorder, recordings, ended);
    }

    /** With an offer that both sides know. */
    public Session withOffer(Description known) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media,
                Optional.of(known), answer,
                Optional.empty(), link, call, place, endpoint, recorder, recordings, ended);
    }

    /** With an answer that both sides know. */
    public Session withAnswer(Description known) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer,
                Optional.of(known), Optional.empty(),
                link, call, place, endpoint, recorder, recordings, ended);
    }

    /** With a description that waits for candidates. */
    public Session withPending(Pending waiting) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                Optional.of(waiting), link, call, place, endpoint, recorder, recordings, ended);
    }

    /** With other muting or another bitrate. */
    public Session withMedia(Media changed) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, changed, offer, answer,
                pending, link, call, place, endpoint, recorder, recordings, ended);
    }

    /** With another tie. */
    public Session withLink(Link changed) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                pending, changed, call, place, endpoint, recorder, recordings, ended);
    }

    /** Recorded by another recorder: its next recording has begun. */
    public Session withRecorder(Recorder next) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                pending, link, call, place, endpoint, Optional.of(next), recordings + 1, ended);
    }

    /** Not recorded any more. */
    public Session withoutRecorder() {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                pending, link, call, place, endpoint, Optional.empty(), recordings, ended);
    }

    /** Further on in the file that it plays. */
    public Session withPlaying(Playing now) {
        return withType(type, joined.map(it -> it.with(now)));
    }

    /** The file that it plays. */
    public Optional<Playing> playing() {
        return joined.flatMap(Joined::playing);
    }

    /** The element that plays it. */
    public Optional<String> player() {
        return joined.flatMap(Joined::player);
    }

    /** All that it has at its media server, what writes a file first. */
    List<String> elements() {
        return Stream.of(recorder.map(Recorder::element), player(), endpoint.map(Endpoint::proxy),
                endpoint.map(Endpoint::endpoint)).flatMap(Optional::stream).toList();
    }

    /** Over, and without media. */
    public Session withEnded(Ended why) {
        return new Session(sessionId, type, joined, backendRole, userId, userSession, options, media, offer, answer,
                Optional.empty(), link, call, place, Optional.empty(), Optional.empty(), recordings, Optional.of(why));
    }
}
