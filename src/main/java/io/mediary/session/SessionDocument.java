package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A session as the JSON of its record. */
@ApplicationScoped
public class SessionDocument {

    private final ObjectMapper json;

    SessionDocument(ObjectMapper json) {
        this.json = json;
    }

    /** To JSON. */
    String write(Session session) {
        try {
            return json.writeValueAsString(session);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("session " + session.sessionId() + " cannot be written", impossible);
        }
    }

    /** From JSON. */
    Session read(String doc) {
        try {
            return json.readValue(doc, Session.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("the record is not a session of this version", foreign);
        }
    }

    /** A route, as the store hands it to those who have a candidate for it. */
    String writeRoute(CandidateRoute route) {
        return json.valueToTree(route).toString();
    }

    /** The route that the store handed over. */
    CandidateRoute readRoute(String text) {
        try {
            return json.readValue(text, CandidateRoute.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a route of this version", foreign);
        }
    }

    /** That an end of a call is over, as the call is told. */
    String writeStopped(CallSessions.Stopped stopped) {
        return json.valueToTree(stopped).toString();
    }

    /** Elements to be released, as a message carries them. */
    String writeElements(SessionEnding.Elements elements) {
        return json.valueToTree(elements).toString();
    }

    /** The elements of a message. */
    SessionEnding.Elements readElements(String text) {
        try {
            return json.readValue(text, SessionEnding.Elements.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not elements of this version", foreign);
        }
    }
}
