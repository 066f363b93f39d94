package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.mediary.session.Session.Media;
import io.mediary.session.type.Joining;
import io.mediary.session.type.SessionType;
import io.mediary.session.type.SessionTypes;
import io.mediary.session.type.Wish;
import io.smallrye.mutiny.Uni;

/** Makes a session one of the type that its caller wants: looks for what that joins it to, and has it changed. */
@ApplicationScoped
public class TypeSetting {

    private final Sessions sessions;
    private final SessionTypes types;
    private final TypeChange change;
    private final CodecRules codecs;

    TypeSetting(Sessions sessions, SessionTypes types, TypeChange change, CodecRules codecs) {
        this.sessions = sessions;
        this.types = types;
        this.change = change;
        this.codecs = codecs;
    }

    /**
     * Sets the type.
     *
     * @return the new {@code type_ext}; fails as the type says, and as {@link Sessions#change} does
     */
    Uni<ObjectNode> set(SetType.Input input, Caller caller) {
        SessionType type = types.of(input.type());
        return joining(input, type, caller).flatMap(joining -> sessions.change(input.sessionId(), caller,
                (lease, session) -> changed(session, input, type, joining)));
    }

    private Uni<Joining> joining(SetType.Input input, SessionType type, Caller caller) {
        return type.joins()
                ? sessions.get(input.sessionId(), caller)
                        .invoke(session -> checkCarried(session, type))
                        .flatMap(session -> type.join(wish(input, session, caller)))
                : Uni.createFrom().item(Joining.NONE);
    }

    private void checkCarried(Session session, SessionType type) {
        types.carried(type.name());
        types.carried(session.type());
    }

    private static Wish wish(SetType.Input input, Session session, Caller caller) {
        return new Wish(caller, session.sessionId(), Optional.of(session), session.place().map(Place::node),
                input.peerId(), input.roomId(), input.createRoom().orElse(false), input.publisherId(),
                input.uri(), input.loops().orElse(0));
    }

    private Uni<Sessions.Step<ObjectNode>> changed(Session session, SetType.Input input, SessionType type,
            Joining joining) {
        checkCarried(session, type);
        if (joining.node().isPresent() && !joining.node().equals(session.place().map(Place::node))) {
            throw Failure.of(ErrorCode.DIFFERENT_MEDIASERVER);
        }
        // What it was joined to when that was looked for it may have left since: that joining is over.
        Optional<Joined> joined = joining.joined()
                .map(found -> session.joined().filter(found::equals).orElseGet(found::anew));
        Session next = session.withType(type.name(), joined);
        Uni<Void> suited = session.answer()
                .map(answer -> codecs.check(next, answer))
                .orElseGet(() -> Uni.createFrom().voidItem());
        Media media = session.media().with(input.muteAudio(), input.muteVideo(), input.muteData(), input.bitrate());
        return suited
                .chain(() -> change.to(session, type.name(), joined, media))
                .map(written -> Sessions.Step.write(written.delivered().build(), type.extension(next)));
    }
}
