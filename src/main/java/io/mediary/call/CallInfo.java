package io.mediary.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;

/** What {@code get_info} and the {@code created} event say of a call. Thread-safe. */
@ApplicationScoped
public class CallInfo {

    private final ObjectMapper json;

    CallInfo(ObjectMapper json) {
        this.json = json;
    }

    /** The description of a call; of what may be absent, what is there. */
    ObjectNode of(Call call) {
        return of(call, call.legs());
    }

    /**
     * What one of its parties may know of it: who calls, and administrators, everything; whom it rings the call, but no others that it
     * rings; and whose legs are over, who has called and what has become of those.
     */
    ObjectNode of(Call call, Caller caller) {
        if (caller.mayActOn(call.userId())
                || call.connection().isPresent() && caller.connection().equals(call.connection())) {
            return of(call);
        }
        List<Leg> own = call.legs().stream().filter(leg -> leg.isOf(caller)).toList();
        return own.stream().allMatch(leg -> leg.state() == Leg.State.ENDED) ? lost(call, own) : of(call, own);
    }

    private ObjectNode lost(Call call, List<Leg> own) {
        ObjectNode info = json.createObjectNode().put("call_id", call.callId()).put("user_id", call.userId());
        ArrayNode legs = info.putArray("legs");
        own.forEach(leg -> legs.add(of(leg)));
        return info;
    }

    private ObjectNode of(Call call, List<Leg> shown) {
        ObjectNode info = json.createObjectNode();
        info.put("call_id", call.callId());
        info.put("user_id", call.userId());
        info.put("state", call.isTalking() ? "talking" : "ringing");
        info.put("session_id", call.sessionId());
        call.won().ifPresent(won -> info.put("callee", won.callee()).put("callee_session_id", won.sessionId()));
        info.set("backend", json.valueToTree(call.backend()));
        call.caller().ifPresent(caller -> info.set("caller", caller));
        ArrayNode legs = info.putArray("legs");
        shown.forEach(leg -> legs.add(of(leg)));
        info.put("started_at", call.startedAt());
        call.answeredAt().ifPresent(at -> info.put("answered_at", at));
        return info;
    }

    private ObjectNode of(Leg leg) {
        ObjectNode info = json.createObjectNode();
        info.put("callee", leg.callee());
        info.set("type", json.valueToTree(leg.type()));
        info.put("session_id", leg.sessionId());
        info.put("user_id", leg.user());
        info.set("state", json.valueToTree(leg.state()));
        leg.ended().ifPresent(why -> info.put("code", why.code().code()).put("reason", why.reason()));
        return info;
    }
}
