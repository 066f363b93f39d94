package io.mediary.call;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.event.Audience;
import io.mediary.event.Event;
import io.mediary.session.sdp.Description;
import io.mediary.store.LogEntry;

/**
 * The events of a call ({@code media/call}). The caller gets all of them, who has accepted all from then on, and a connection that
 * only rings nothing but its own {@code hangup}. Thread-safe.
 */
@ApplicationScoped
public class CallEvents {

    private final ObjectMapper json;
    private final CallInfo info;

    CallEvents(ObjectMapper json, CallInfo info) {
        this.json = json;
        this.info = info;
    }

    /** The call was made: {@code created}. */
    LogEntry created(Call call) {
        return shared(call, "created", info.of(call));
    }

    /** A leg's client has said that it rings: {@code ringing}. */
    LogEntry ringing(Call call, Leg leg, Optional<String> callee) {
        return shared(call, "ringing", named(leg, callee));
    }

    /** A leg has won: {@code accepted}. */
    LogEntry accepted(Call call, Leg leg, Optional<String> callee) {
        return shared(call, "accepted", named(leg, callee));
    }

    /** The answer to the caller's offer: {@code answer}. */
    LogEntry answer(Call call, Leg leg, Optional<String> callee, Description answer) {
        ObjectNode body = json.createObjectNode().put("session_id", call.sessionId());
        body.set("answer", json.valueToTree(answer));
        return shared(call, "answer", body.put("callee", callee.orElse(leg.callee())));
    }

    /** One end to the other: {@code info}. */
    LogEntry info(Call call, End from, ObjectNode body) {
        body.put("from", from.isCaller() ? "caller" : "callee");
        String audience = (from.isCaller() ? call.won().map(Leg::connection) : call.connection())
                .map(connection -> Audience.connections(List.of(connection)))
                .orElseGet(() -> Audience.users(List.of(call.userId()), ringing(call))).text();
        return Event.media("call", "info", call.callId(), audience, body).entry();
    }

    /**
     * A leg is over, for its own connection: {@code hangup}. It says so where the connection has {@code others}, ends of the call of
     * which more will come: without that it is the last that the connection hears.
     */
    LogEntry hangup(Call call, Leg leg, Leg.End why) {
        ObjectNode body = hangup(why).put("session_id", leg.sessionId());
        String own = leg.connection();
        if (call.connection().filter(own::equals).isPresent()
                || call.won().filter(won -> won.connection().equals(own)).isPresent()
                || call.open().stream().anyMatch(other -> other.connection().equals(own))) {
            body.put("others", true);
        }
        return Event
                .media("call", "hangup", call.callId(), Audience.connections(List.of(leg.connection())).text(), body)
                .entry();
    }

    /** The call is over: {@code hangup}. */
    LogEntry hangup(Call call, Leg.End why) {
        return shared(call, "hangup", hangup(why));
    }

    private ObjectNode hangup(Leg.End why) {
        return json.createObjectNode().put("code", why.code().code()).put("reason", why.reason());
    }

    private ObjectNode named(Leg leg, Optional<String> callee) {
        return json.createObjectNode().put("callee", callee.orElse(leg.callee())).put("session_id", leg.sessionId());
    }

    private LogEntry shared(Call call, String type, ObjectNode body) {
        String audience = Audience.users(call.parties(), ringing(call)).text();
        return Event.media("call", type, call.callId(), audience, body).entry();
    }

    /** Connections that are legs and no more than that. */
    private static List<String> ringing(Call call) {
        return call.legs().stream().map(Leg::connection).distinct()
                .filter(connection -> call.connection().filter(connection::equals).isEmpty())
                .filter(connection -> call.won().filter(won -> won.connection().equals(connection)).isEmpty())
                .toList();
    }
}
