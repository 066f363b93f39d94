package io.mediary.embedded.engine;

/** The three kinds of media that are connected one by one: Kurento's `MediaType`. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    DATA
}
