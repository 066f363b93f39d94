package io.mediary.room;

import java.util.Locale;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.store.Kind;
import io.mediary.store.Message;
import io.smallrye.mutiny.Uni;

/**
 * Who is in a room. Sessions say it by messages that they commit with their own record; the scripts {@code room_join} and
 * {@code room_leave} write it, each in one round trip that fails with {@code unavailable} where Redis is away. Thread-safe.
 */
@ApplicationScoped
public class Members {

    /** Message to a room: a session has entered it; the payload is the member. */
    static final String JOINS = "joins";
    /** Message to a room: a session has left it. */
    static final String LEAVES = "leaves";

    private final RoomScripts scripts;
    private final RoomDocument document;
    private final RoomEvents events;
    private final ObjectMapper json;

    Members(RoomScripts scripts, RoomDocument document, RoomEvents events, ObjectMapper json) {
        this.scripts = scripts;
        this.document = document;
        this.events = events;
        this.json = json;
    }

    /**
     * What became of a joining.
     *
     * @param outcome the script's word
     * @param other with {@code OTHER}, the joining by which the session is in the room
     */
    record Joined(Outcome outcome, Optional<Member> other) {

        enum Outcome {
            /** It is a member now. */
            JOINED,
            /** It was one already. */
            AGAIN,
            /** It is one by another joining. */
            OTHER,
            /** Its publisher is no member: nothing was done. */
            WAITING,
            /** Its publisher is no member: the session is told that it has stopped. */
            STOPPED,
            /** There is no such room: the session is told that it was destroyed. */
            GONE
        }
    }

    /** The message by which a session enters a room; to be committed with the record that says so. */
    public Message joins(String roomId, Member member) {
        return new Message(Kind.ROOM, roomId, JOINS, document.write(member));
    }

    /** The message by which a session leaves a room; to be committed with the record that says so no more. */
    public Message leaves(String roomId, String sessionId, String joinId) {
        return new Message(Kind.ROOM, roomId, LEAVES,
                json.createObjectNode().put("session_id", sessionId).put("join_id", joinId).toString());
    }

    /**
     * Enters a member.
     *
     * @param last a listener without its publisher is told so, instead of waiting
     */
    Uni<Joined> join(String room, Member member, boolean last) {
        return scripts.run("room_join", room, document.write(member), events.started(room, member), last ? "1" : "0")
                .map(this::joined);
    }

    /** Takes a member out, if it is there by this joining. */
    Uni<Void> leave(String room, String session, String join) {
        return scripts.run("room_leave", room, session, join, RoomEnding.TIMEOUT)
                .replaceWithVoid();
    }

    private Joined joined(RoomScripts.Outcome answer) {
        Joined.Outcome outcome = Joined.Outcome.valueOf(answer.word().toUpperCase(Locale.ROOT));
        return new Joined(outcome, outcome == Joined.Outcome.OTHER
                ? Optional.of(document.member(answer.detail()))
                : Optional.empty());
    }
}
