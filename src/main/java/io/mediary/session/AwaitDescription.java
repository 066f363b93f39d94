package io.mediary.session;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Delivered;
import io.mediary.event.Delivery;
import io.mediary.event.LogPosition;
import io.mediary.event.Receiver;
import io.mediary.event.Subscription;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.sdp.Description;
import io.smallrye.mutiny.Uni;

/** Waits until a session has an offer or an answer: it watches the session's log first and reads the record after that. */
@ApplicationScoped
public class AwaitDescription {

    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final Duration AFTER_ICE = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Delivery delivery;
    private final ObjectMapper json;

    AwaitDescription(Sessions sessions, Delivery delivery, ObjectMapper json) {
        this.sessions = sessions;
        this.delivery = delivery;
        this.json = json;
    }

    /**
     * The offer or the answer of a session that was just read: at once where it is there, else waited for.
     *
     * @param offer true: the offer; false: the answer
     * @return fails with {@code timeout}, {@code session_not_found}, or the reason for which the session ended meanwhile
     */
    Uni<Description> of(Session session, boolean offer) {
        return known(session, offer).map(there -> Uni.createFrom().item(there))
                .orElseGet(() -> description(session.sessionId(), offer, session.options().trickleIceTimeout()));
    }

    private static Optional<Description> known(Session session, boolean offer) {
        return offer ? session.offer() : session.answer();
    }

    /**
     * Waits for it.
     *
     * @param offer true: the offer; false: the answer
     * @param trickleIceTimeout of the session, ms: the wait lasts 2 s longer, and 5 s at least
     * @return fails with {@code timeout}, {@code session_not_found}, or the reason for which the session ended meanwhile
     */
    private Uni<Description> description(String id, boolean offer, int trickleIceTimeout) {
        Watcher watcher = new Watcher(offer);
        Duration afterIce = Duration.ofMillis(trickleIceTimeout).plus(AFTER_ICE);
        Duration atMost = afterIce.compareTo(SHORTEST) > 0 ? afterIce : SHORTEST;
        Subscription subscription = new Subscription("media", "session", Subscription.ANY, id, json.createObjectNode());
        return delivery.attach(watcher, List.of(subscription), Map.of())
                .chain(() -> sessions.find(id))
                .invoke(found -> watcher.look(found))
                .chain(() -> Uni.createFrom().completionStage(watcher.result))
                .ifNoItem()
                .after(atMost)
                .failWith(() -> Failure.of(ErrorCode.TIMEOUT))
                .onTermination()
                .invoke(() -> delivery.detach(watcher.id()));
    }

    /** Sees the session's events for the time of one command. */
    private final class Watcher implements Receiver {

        private final String id = UUID.randomUUID().toString();
        private final boolean offer;
        private final CompletableFuture<Description> result = new CompletableFuture<>();

        Watcher(boolean offer) {
            this.offer = offer;
        }

        void look(Optional<Session> found) {
            if (found.isEmpty()) {
                result.completeExceptionally(Failure.of(ErrorCode.SESSION_NOT_FOUND));
                return;
            }
            Session session = found.get();
            session.ended().ifPresent(why -> result.completeExceptionally(Failure.told(why.code(), why.reason())));
            known(session, offer).ifPresent(result::complete);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String user() {
            return "";
        }

        @Override
        public boolean administrator() {
            return true;
        }

        @Override
        public void receive(Delivered event) {
            String type = event.data().path("type").asText();
            ObjectNode body = (ObjectNode) event.data().get("body");
            String wanted = offer ? "offer" : "answer";
            if (type.equals(wanted)) {
                result.complete(json.convertValue(body.get(wanted), Description.class));
            } else if (type.equals("destroyed")) {
                ErrorCode.of(body.path("code").asInt())
                        .ifPresent(code -> result.completeExceptionally(
                                Failure.told(code, body.path("reason").asText())));
            }
            delivery.acknowledged(id, event.partition(), event.position());
        }

        @Override
        public void missed(Subscription subscription, int partition, LogPosition position) {
            result.completeExceptionally(Failure.of(ErrorCode.UNAVAILABLE));
        }
    }
}
