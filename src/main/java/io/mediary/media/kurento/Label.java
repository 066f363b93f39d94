package io.mediary.media.kurento;

import java.util.Optional;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * A tag of Kurento's by which an element is known without its id.
 *
 * @param key what it tells of the element
 */
record Label(String key, String value) {

    /** Names the session that an element belongs to. */
    static final String SESSION = "session";
    /** Names the relay that an element belongs to. */
    static final String RELAY = "relay";
    /** Names the Kurento session that hears an element's events: what an heir of that session looks for. */
    static final String LINE = "line";
    /** Tells apart what one attempt made from all that the session has beside. */
    static final String ATTEMPT = "attempt";

    /** The value of a key among an element's tags. */
    static Optional<String> among(JsonArray tags, String key) {
        for (JsonElement each : tags) {
            JsonObject tag = each.getAsJsonObject();
            if (key.equals(tag.get("key").getAsString())) {
                return Optional.of(tag.get("value").getAsString());
            }
        }
        return Optional.empty();
    }

    /** The session that an element belongs to, or the relay, which counts as a session of which only failures are told. */
    static Optional<String> owner(JsonArray tags) {
        return among(tags, SESSION).or(() -> among(tags, RELAY));
    }

    @Override
    public String toString() {
        return key + " " + value;
    }
}
