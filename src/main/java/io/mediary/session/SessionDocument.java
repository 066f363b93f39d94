package io.mediary.session;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.media.Endpoint;

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

    /** An endpoint, as a message carries it. */
    String writeEndpoint(Endpoint endpoint) {
        return json.valueToTree(endpoint).toString();
    }

    /** The endpoint of a message. */
    Endpoint readEndpoint(String text) {
        try {
            return json.readValue(text, Endpoint.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not an endpoint of this version", foreign);
        }
    }
}
