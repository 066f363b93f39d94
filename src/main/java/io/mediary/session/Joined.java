package io.mediary.session;

import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.mediary.media.Endpoint;
import io.mediary.relay.Relayed;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What a session's type joins it to.
 *
 * @param id of this joining, made anew with each: a late message about a former one is known by it
 * @param alsoId of a bridge that both sides have asked for: the other side's id of it
 * @param peerId the other side of a bridge
 * @param roomId the room that it publishes in or listens to
 * @param publisherId the session that it listens to
 * @param source the element at the media server that it receives from
 * @param relay what brings that there from another media server
 * @param playing the file that it plays; the source is the player then
 * @param limits of the room
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Joined(String id, Optional<String> alsoId, Optional<String> peerId, Optional<String> roomId,
        Optional<String> publisherId, Optional<String> source, Optional<String> relay, Optional<Playing> playing,
        Limits limits) {

    /** Joined to a peer. */
    public static Joined peer(String id, Session peer) {
        return new Joined(id, Optional.empty(), Optional.of(peer.sessionId()), Optional.empty(), Optional.empty(),
                peer.endpoint().map(Endpoint::proxy), Optional.empty(), Optional.empty(), Limits.NONE);
    }

    /** Publishes in a room. */
    public static Joined room(String roomId, Limits limits) {
        return new Joined(newId(), Optional.empty(), Optional.empty(), Optional.of(roomId), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), limits);
    }

    /** Listens to a publisher in its room. */
    public static Joined publisher(Session publisher, String roomId, Limits limits) {
        return new Joined(newId(), Optional.empty(), Optional.empty(), Optional.of(roomId),
                Optional.of(publisher.sessionId()), publisher.endpoint().map(Endpoint::proxy), Optional.empty(),
                Optional.empty(), limits);
    }

    /** Is to play a file: there is no player yet. */
    public static Joined file(Playing playing) {
        return new Joined(newId(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(playing), Limits.NONE);
    }

    /** The same peer, of whose media nothing is received yet. */
    Joined apart() {
        return new Joined(id, alsoId, peerId, roomId, publisherId, Optional.empty(), relay, playing, limits);
    }

    /** The same once more, as a joining of its own; not for one that uses a relay: another joining must enter it again. */
    public Joined anew() {
        return new Joined(newId(), Optional.empty(), peerId, roomId, publisherId, source, relay, playing, limits);
    }

    /** The same, known by the other side's id too. */
    public Joined also(String other) {
        return new Joined(id, Optional.of(other), peerId, roomId, publisherId, source, relay, playing, limits);
    }

    /** The same, received from a player. */
    public Joined from(String player) {
        return new Joined(id, alsoId, peerId, roomId, publisherId, Optional.of(player), relay, playing, limits);
    }

    /** The same, received through a relay. */
    public Joined through(Relayed relayed) {
        return new Joined(id, alsoId, peerId, roomId, publisherId, Optional.of(relayed.element()),
                Optional.of(relayed.relayId()), playing, limits);
    }

    /** The same, further on in its file. */
    public Joined with(Playing now) {
        return new Joined(id, alsoId, peerId, roomId, publisherId, source, relay, Optional.of(now), limits);
    }

    /** The player's element, if it plays a file. */
    public Optional<String> player() {
        return playing.isPresent() ? source : Optional.empty();
    }

    /** Whether this is one of its ids. */
    public boolean goesBy(String name) {
        return id.equals(name) || alsoId.filter(name::equals).isPresent();
    }

    /** The session whose media it receives. */
    public Optional<String> partner() {
        return peerId.or(() -> publisherId);
    }

    /** Whether it is about the same peer, room and publisher. */
    public boolean sameAs(Joined other) {
        return peerId.equals(other.peerId) && roomId.equals(other.roomId)
                && publisherId.equals(other.publisherId);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
