package io.mediary.event;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Who gets an event where that is not one user: several users, or some API connections only. It stands in the log in the place of
 * the user's name, behind a mark that no name begins with.
 *
 * @param users they may see it, and administrators; empty: nobody by name
 * @param connections these alone get it, whoever they are; empty: no matter by which connection
 * @param except these do not get it
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Audience(List<String> users, List<String> connections, List<String> except) {

    /** A control character, which is in no user's name. */
    private static final String MARK = "\u0001";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectReader READER = JSON.readerFor(Audience.class);

    /** Parts that are absent are empty. */
    public Audience {
        users = users == null ? List.of() : List.copyOf(users);
        connections = connections == null ? List.of() : List.copyOf(connections);
        except = except == null ? List.of() : List.copyOf(except);
    }

    /** These users, but not by these connections. */
    public static Audience users(List<String> users, List<String> except) {
        return new Audience(users, List.of(), except);
    }

    /** These connections alone. */
    public static Audience connections(List<String> connections) {
        return new Audience(List.of(), connections, List.of());
    }

    /** As the log keeps it. */
    public String text() {
        try {
            return MARK + JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("an audience cannot be written", impossible);
        }
    }

    /** Whether what stands in the place of a user's name is an audience. */
    static boolean isIn(String user) {
        return user.startsWith(MARK);
    }

    /** From the log; what is not of this version is for nobody. */
    static Audience parse(String text) {
        try {
            return READER.readValue(text.substring(MARK.length()));
        } catch (JsonProcessingException foreign) {
            return connections(List.of(""));
        }
    }

    /** Whether a receiver gets it. */
    boolean includes(Receiver receiver) {
        if (!connections.isEmpty()) {
            return connections.contains(receiver.id());
        }
        return !except.contains(receiver.id())
                && (receiver.administrator() || users.contains(receiver.user()));
    }
}
