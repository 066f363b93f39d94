package io.mediary.call;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What {@code get_info} and the {@code created} event say of a call. Thread-safe. */
@ApplicationScoped
public class CallInfo {

    private final ObjectMapper json;

    CallInfo(ObjectMapper json) {
        this.json = json;
    }

    /** The description of a call; of what may be absent, what is there. */
    ObjectNode of(Call call) {
        ObjectNode info = json.createObjectNode();
        info.put("call_id", call.callId());
        info.put("user_id", call.userId());
        info.put("state", call.isTalking() ? "talking" : "ringing");
        info.put("session_id", call.sessionId());
        call.won().ifPresent(won -> info.put("callee", won.callee()).put("callee_session_id", won.sessionId()));
        info.set("backend", json.valueToTree(call.backend()));
        call.caller().ifPresent(caller -> info.set("caller", caller));
        var legs = info.putArray("legs");
        call.legs().forEach(leg -> legs.add(of(leg)));
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
