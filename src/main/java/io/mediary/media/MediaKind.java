package io.mediary.media;

/** The kinds of media that are connected and muted one by one. */
public enum MediaKind {
    AUDIO,
    VIDEO,
    DATA
}
