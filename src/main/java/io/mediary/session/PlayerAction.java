package io.mediary.session;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.function.Function;
import io.mediary.media.Place;
import io.mediary.media.Players;
import io.mediary.session.type.Play;
import io.mediary.store.Change;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** {@code media/session/player_action}: steers the player of a session that plays a file, or makes it one. */
@ApplicationScoped
@Command(value = "media/session/player_action", summary = "Steers the player of a session")
public class PlayerAction implements Function<PlayerAction.Input, ObjectNode> {

    private static final List<String> ACTIONS = List.of("start", "pause", "resume", "stop", "get_info", "get_position",
            "set_position", "get_actions");

    private final Sessions sessions;
    private final TypeSetting types;
    private final Players players;
    private final SessionDocument document;
    private final ObjectMapper json;

    PlayerAction(Sessions sessions, TypeSetting types, Players players, SessionDocument document, ObjectMapper json) {
        this.sessions = sessions;
        this.types = types;
        this.players = players;
        this.document = document;
        this.json = json;
    }

    /**
     * What is to be done.
     *
     * @param sessionId the session
     * @param action start, pause, resume, stop, get_info, get_position, set_position; get_actions, the default: what there is
     * @param uri start: the file; absent: the one that it plays
     * @param loops start: how often, 0 (the default): again and again
     * @param position set_position: ms from the beginning
     * @param data the same three, for those who nest them
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Input(@NotNull @Size(max = 128) String sessionId, Optional<@Size(max = 64) String> action,
            Optional<@Size(min = 1, max = 2_048) String> uri, Optional<@Min(0) @Max(1_000_000) Integer> loops,
            Optional<@Min(0) @Max(Integer.MAX_VALUE) Long> position, Optional<@Valid Nested> data) {

        Optional<String> file() {
            return uri.or(() -> data.flatMap(Nested::uri));
        }

        Optional<Integer> times() {
            return loops.or(() -> data.flatMap(Nested::loops));
        }

        Optional<Long> to() {
            return position.or(() -> data.flatMap(Nested::position));
        }
    }

    /**
     * Parameters under {@code data}, as those beside it.
     *
     * @param uri the file
     * @param loops how often
     * @param position ms
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Nested(Optional<@Size(min = 1, max = 2_048) String> uri,
            Optional<@Min(0) @Max(1_000_000) Integer> loops,
            Optional<@Min(0) @Max(Integer.MAX_VALUE) Long> position) {
    }

    @Override
    public Uni<ObjectNode> call(Input input, Caller caller) {
        String action = input.action().orElse("get_actions");
        if (!ACTIONS.contains(action)) {
            throw Failure.of(ErrorCode.INVALID_ACTION, action);
        }
        return switch (action) {
            case "start" -> start(input, caller);
            case "pause" -> steer(input, caller, this::pause);
            case "resume" -> resume(input, caller);
            case "stop" -> steer(input, caller, this::stop);
            case "set_position" -> {
                long position = input.to().orElseThrow(() -> Failure.of(ErrorCode.MISSING_FIELD, "position"));
                yield steer(input, caller, session -> players.seek(place(session), player(session), position)
                        .replaceWith(session));
            }
            case "get_position" -> look(input, caller).flatMap(session -> players
                    .position(place(session), player(session))
                    .map(position -> json.createObjectNode().put("position", position)));
            case "get_info" -> look(input, caller).flatMap(session -> players.info(place(session), player(session))
                    .map(info -> json.createObjectNode()
                            .put("duration", info.duration())
                            .put("is_seekable", info.isSeekable())
                            .put("first_position", info.firstPosition())
                            .put("last_position", info.lastPosition())));
            default -> sessions.get(input.sessionId(), caller).map(session -> actions());
        };
    }

    private ObjectNode actions() {
        ObjectNode answer = json.createObjectNode();
        ACTIONS.forEach(answer.putArray("actions")::add);
        return answer;
    }

    private Uni<ObjectNode> start(Input input, Caller caller) {
        Uni<String> file = input.file()
                .map(uri -> Uni.createFrom().item(uri))
                .orElseGet(() -> sessions.get(input.sessionId(), caller).map(session -> session.playing()
                        .orElseThrow(() -> Failure.of(ErrorCode.MISSING_FIELD, "uri"))
                        .uri()));
        return file.flatMap(uri -> types.set(SetType.Input.play(input.sessionId(), uri, input.times()), caller));
    }

    /** A player that broke down is replaced. */
    private Uni<ObjectNode> resume(Input input, Caller caller) {
        return look(input, caller).flatMap(session -> {
            Playing playing = session.playing().orElseThrow();
            return playing.state() == Playing.State.BROKEN
                    ? types.set(SetType.Input.play(input.sessionId(), playing.uri(), Optional.of(playing.loops())),
                            caller)
                    : steer(input, caller, this::goOn);
        });
    }

    private Uni<Session> pause(Session session) {
        return session.playing().filter(Playing::isOn).isPresent()
                ? players.pause(place(session), player(session)).replaceWith(session)
                : Uni.createFrom().item(session);
    }

    private Uni<Session> goOn(Session session) {
        Playing playing = session.playing().orElseThrow();
        return players.play(place(session), player(session))
                .replaceWith(playing.isOn() ? session : session.withPlaying(playing.anew()));
    }

    private Uni<Session> stop(Session session) {
        return players.stop(place(session), player(session))
                .replaceWith(session.withPlaying(session.playing().orElseThrow().over()));
    }

    private Uni<Session> look(Input input, Caller caller) {
        return sessions.get(input.sessionId(), caller).invoke(PlayerAction::checkPlays);
    }

    private Uni<ObjectNode> steer(Input input, Caller caller, java.util.function.Function<Session, Uni<Session>> way) {
        return sessions.change(input.sessionId(), caller, (lease, session) -> {
            checkPlays(session);
            return way.apply(session).map(next -> next.equals(session)
                    ? Sessions.Step.nothing(json.createObjectNode())
                    : Sessions.Step.write(Change.builder().doc(document.write(next)).build(),
                            json.createObjectNode()));
        });
    }

    private static void checkPlays(Session session) {
        if (!session.type().equals(Play.NAME) || session.player().isEmpty()) {
            throw Failure.of(ErrorCode.NO_ACTIVE_PLAYER);
        }
    }

    private static Place place(Session session) {
        return session.place().orElseThrow();
    }

    private static String player(Session session) {
        return session.player().orElseThrow();
    }
}
