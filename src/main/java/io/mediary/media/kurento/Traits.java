package io.mediary.media.kurento;

import java.util.Set;

import com.google.gson.JsonObject;

import io.mediary.media.MediaKind;

/**
 * What a media server says of itself.
 *
 * @param transcoded the kinds of media that it transcodes
 * @param version of its software; empty where it is not known
 */
record Traits(Set<MediaKind> transcoded, String version) {

    /** Before it said anything: the most. */
    static final Traits UNKNOWN = new Traits(Transcoding.FULL, "");

    /** Of Kurento's {@code ServerInfo}. */
    static Traits of(JsonObject serverInfo) {
        return new Traits(Transcoding.of(serverInfo), serverInfo.get("version").getAsString());
    }
}
