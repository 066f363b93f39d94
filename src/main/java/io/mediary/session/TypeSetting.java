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

    /** Each but the last one met a session that left what it was to stay joined to. */
    private static final int ATTEMPTS = 3;

    private final Sessions sessions;
    private final SessionTypes types;
    private final TypeChange change;
    private final CodecRules codecs;
    private final FarPartners far;

    TypeSetting(Sessions sessions, SessionTypes types, TypeChange change, CodecRules codecs, FarPartners far) {
        this.sessions = sessions;
        this.types = types;
        this.change = change;
        this.codecs = codecs;
        this.far = far;
    }

    /**
     * Sets the type.
     *
     * @return the new {@code type_ext}; fails as the type says, and as {@link Sessions#change} does
     */
    Uni<ObjectNode> set(SetType.Input input, Caller caller) {
        return set(input, types.of(input.type()), caller, ATTEMPTS);
    }

    private Uni<ObjectNode> set(SetType.Input input, SessionType type, Caller caller, int attempts) {
        if (!type.joins()) {
            return sessions.change(input.sessionId(), caller, (lease, session) -> {
                checkCarried(session, type);
                return changed(session, input, type, Optional.empty());
            });
        }
        return sessions.get(input.sessionId(), caller)
                .invoke(session -> checkCarried(session, type))
                .flatMap(session -> type.join(wish(input, session, caller))
                        .flatMap(joining -> far.reached(session.sessionId(), joining, node(session)))
                        .flatMap(joining -> joined(input, type, caller, joining, session)))
                .flatMap(done -> done.map(Uni.createFrom()::item)
                        .orElseGet(() -> attempts > 1
                                ? set(input, type, caller, attempts - 1)
                                : Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE))));
    }

    /** Empty where the session has changed so that everything must be looked at once more. */
    private Uni<Optional<ObjectNode>> joined(SetType.Input input, SessionType type, Caller caller, Joining joining,
            Session seen) {
        Joined found = joining.joined().orElseThrow();
        boolean stays = seen.joined().filter(found::equals).isPresent();
        return sessions.<Optional<ObjectNode>>change(input.sessionId(), caller, (lease, session) -> {
            checkCarried(session, type);
            // What it was joined to when that was looked for it may have left since: that joining is over.
            boolean over = stays && session.joined().filter(found::equals).isEmpty();
            if (over && found.relay().isPresent()) {
                return Uni.createFrom().item(Sessions.Step.nothing(Optional.empty()));
            }
            return changed(session, input, type, Optional.of(over ? found.anew() : found))
                    .map(step -> new Sessions.Step<>(step.change(), Optional.of(step.result())));
        }).onFailure().call(failure -> stays ? Uni.createFrom().voidItem() : far.dropped(seen.sessionId(), found));
    }

    private static String node(Session session) {
        return session.place().map(Place::node).orElseThrow();
    }

    private void checkCarried(Session session, SessionType type) {
        session.checkNotApart();
        types.carried(type.name());
        types.carried(session.type());
    }

    private static Wish wish(SetType.Input input, Session session, Caller caller) {
        return new Wish(caller, session.sessionId(), Optional.of(session), session.place().map(Place::node),
                input.peerId(), input.roomId(), input.createRoom().orElse(false), input.publisherId(),
                input.uri(), input.loops().orElse(0));
    }

    private Uni<Sessions.Step<ObjectNode>> changed(Session session, SetType.Input input, SessionType type,
            Optional<Joined> joined) {
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
