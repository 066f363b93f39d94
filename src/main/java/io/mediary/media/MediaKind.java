package io.mediary.media;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The kinds of media that are connected and muted one by one. */
@RegisterForReflection
public enum MediaKind {
    AUDIO,
    VIDEO,
    DATA
}
