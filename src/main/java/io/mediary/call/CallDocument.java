package io.mediary.call;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.session.CallSessions;
import io.mediary.session.sdp.Description;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** Calls, and what they tell others, as the JSON that Redis keeps. Thread-safe. */
@ApplicationScoped
public class CallDocument {

    private final ObjectMapper json;

    CallDocument(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Users whose lists a call is taken out of.
     *
     * @param users callees
     */
    @RegisterForReflection
    record Callees(List<String> users) {
    }

    /**
     * Legs of a call that ring no more.
     *
     * @param legs their numbers
     */
    @RegisterForReflection
    record Rang(List<Integer> legs) {
    }

    /** A call to JSON. */
    String write(Call call) {
        return json.valueToTree(call).toString();
    }

    /** A call from JSON. */
    Call read(String doc) {
        return read(doc, Call.class);
    }

    /** That a session is not needed any more. */
    String write(CallSessions.Over over) {
        return json.valueToTree(over).toString();
    }

    /** The answer of who has accepted. */
    String write(Description answer) {
        return json.valueToTree(answer).toString();
    }

    /** Who has accepted. */
    String write(CallSessions.Party party) {
        return json.valueToTree(party).toString();
    }

    /** Whose lists a call is taken out of. */
    String write(Callees callees) {
        return json.valueToTree(callees).toString();
    }

    /** Whose lists a call is taken out of. */
    Callees callees(String payload) {
        return read(payload, Callees.class);
    }

    /** Which legs ring no more. */
    String write(Rang rang) {
        return json.valueToTree(rang).toString();
    }

    /** Which legs ring no more. */
    Rang rang(String payload) {
        return read(payload, Rang.class);
    }

    /** That a session is over. */
    CallSessions.Stopped stopped(String payload) {
        return read(payload, CallSessions.Stopped.class);
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a " + type.getSimpleName() + " of this version", foreign);
        }
    }
}
