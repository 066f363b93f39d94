package io.mediary.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;

/** The candidates that wait, in Redis. Thread-safe. */
@ApplicationScoped
public class RedisCandidates implements Candidates {

    private static final Logger LOG = Logger.getLogger(RedisCandidates.class);
    private static final String MOST = "256";
    private static final String MOST_STATE = "32";

    private final Scripts scripts;

    /** Over {@code scripts}. */
    public RedisCandidates(Scripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public Uni<Optional<Offered>> offer(Kind kind, String id, Optional<String> user, String candidate) {
        return scripts.run("offer", Keys.record(kind, id), kind.key(), id, user.orElse(""), candidate, MOST)
                .map(answer -> switch (answer.get(0)
                        .toString()) {
                    case "none" -> Optional.empty();
                    case "route" ->
                        Optional.of(new Offered(Optional.of(answer.get(2).toString()), answer.get(1).toString()));
                    case "parked" -> Optional.of(new Offered(Optional.empty(), answer.get(1).toString()));
                    case "full" -> throw Failure.of(ErrorCode.TOO_MANY_REQUESTS);
                    default -> throw Failure.of(ErrorCode.UNAUTHORIZED);
                });
    }

    @Override
    public Uni<Optional<Routed>> routed(Kind kind, String id) {
        return scripts.run("routed", Keys.record(kind, id), kind.key(), id)
                .map(answer -> answer.size() == 0
                        ? Optional.empty()
                        : Optional.of(new Routed(answer.get(0).toString(), OwnerIndex.texts(answer.get(1)))));
    }

    @Override
    public Uni<List<String>> parked(Kind kind, String id) {
        return scripts.command(Command.LRANGE, Keys.clientCandidates(kind, id), "0", "-1").map(OwnerIndex::texts);
    }

    @Override
    public Uni<List<String>> taken(Kind kind, String id, List<String> taken) {
        return scripts.run("taken", List.of(Keys.clientCandidates(kind, id)), taken).map(OwnerIndex::texts);
    }

    @Override
    public Uni<Optional<String>> found(Kind kind, String id, LogEntry event) {
        return last(kind, id, event, Map.of());
    }

    @Override
    public Uni<Optional<String>> last(Kind kind, String id, LogEntry event, Map<String, String> state) {
        LogEntry checked = Plans.checked(id, event);
        return scripts
                .run("found", Keys.record(kind, id), kind.key(), id, checked.object(), checked.user(), checked.json(),
                        MOST, Plans.of(state), MOST_STATE)
                .map(answer -> {
                    // One that is parked gets there when the description does.
                    scripts.published(List.of("logged", "parked").contains(answer.get(0).toString()) ? 1 : 0);
                    if (answer.get(0).toString().equals("full")) {
                        LOG.warnf("%s:%s: more than %s candidates of the media server before its SDP: one is lost",
                                kind.key(), id, MOST);
                    }
                    return answer.size() > 1 ? Optional.of(answer.get(1).toString()) : Optional.empty();
                });
    }

    @Override
    public Uni<List<String>> found(Kind kind, String id) {
        return scripts.command(Command.LRANGE, Keys.mediaCandidates(kind, id), "0", "-1")
                .map(parked -> OwnerIndex.texts(parked).stream().map(text -> Plans.read(text).path("json").asText())
                        .toList());
    }
}
