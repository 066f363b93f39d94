package io.mediary.sip.dialog;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnore;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Everything that another gateway needs to go on with a dialog.
 *
 * @param call the call's id
 * @param session the media session at our end; empty until it is known
 * @param outgoing we called
 * @param stage how far it is
 * @param ends the SIP dialog
 * @param media what was described
 * @param timer its session timer, if it has one
 * @param invite as text: the INVITE that rings, ours or theirs; empty once it is answered
 */
@RegisterForReflection
public record DialogRecord(String call, Optional<String> session, boolean outgoing, Stage stage, Ends ends,
        Media media, Optional<Timer> timer, Optional<String> invite) {

    /** How far a dialog is. */
    @RegisterForReflection
    public enum Stage {
        /** The INVITE is on its way. */
        CALLING,
        /** The other end rings. */
        RINGING,
        /** Both ends talk. */
        TALKING
    }

    /**
     * What was described.
     *
     * @param local our last description; empty before there was one
     * @param server the media server's own, from which ours is made
     * @param remote theirs
     * @param id the number in {@code o=}
     * @param version of {@code local}
     * @param held our end holds the other
     * @param direction theirs, as they said it last
     */
    @RegisterForReflection
    public record Media(Optional<String> local, Optional<String> server, Optional<String> remote, long id, long version,
            boolean held, Direction direction) {

        /** Before anything was described. */
        static Media none(long id) {
            return new Media(Optional.empty(), Optional.empty(), Optional.empty(), id, 0, false, Direction.SENDRECV);
        }

        /** The media server has described our end. */
        Media served(String description) {
            String told = SipSdp.toTelephone(description, id, version + 1, Direction.SENDRECV);
            return new Media(Optional.of(told), Optional.of(description), remote, id, version + 1, held, direction);
        }

        /** We have described our end again. */
        Media told(String description, boolean nowHeld) {
            return new Media(Optional.of(description), server, remote, id, version + 1, nowHeld, direction);
        }

        /** We describe our end as this, from the beginning. */
        Media as(String description) {
            return new Media(Optional.of(description), server, remote, id, version, held, direction);
        }

        /** They have described theirs. */
        Media heard(String description, Direction now) {
            return new Media(local, server, Optional.of(description), id, version, held, now);
        }

        /** What we allow. */
        @JsonIgnore
        Direction own() {
            return held ? Direction.SENDONLY : Direction.SENDRECV;
        }
    }

    /**
     * A session timer (RFC 4028).
     *
     * @param seconds how long the session lives without a refresh
     * @param ours we refresh
     */
    @RegisterForReflection
    public record Timer(int seconds, boolean ours) {
    }

    /** Its key among the dialogs of a line. */
    @JsonIgnore
    String id() {
        return ends.localTag();
    }

    DialogRecord with(Stage next) {
        return new DialogRecord(call, session, outgoing, next, ends, media, timer, invite);
    }

    DialogRecord with(Ends next) {
        return new DialogRecord(call, session, outgoing, stage, next, media, timer, invite);
    }

    DialogRecord with(Media next) {
        return new DialogRecord(call, session, outgoing, stage, ends, next, timer, invite);
    }

    DialogRecord withTimer(Optional<Timer> next) {
        return new DialogRecord(call, session, outgoing, stage, ends, media, next, invite);
    }

    DialogRecord withSession(String id) {
        return new DialogRecord(call, Optional.of(id), outgoing, stage, ends, media, timer, invite);
    }

    DialogRecord withInvite(Optional<String> text) {
        return new DialogRecord(call, session, outgoing, stage, ends, media, timer, text);
    }
}
