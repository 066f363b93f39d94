package io.mediary.session;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How far a session is with a file that it plays.
 *
 * @param uri of the file
 * @param loops how often it is played; 0: again and again
 * @param played how often it has come to its end, as far as loops are counted
 * @param state what the player does
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record Playing(String uri, int loops, int played, State state) {

    /** What the player does. */
    @RegisterForReflection
    public enum State {
        /** It plays, or is held. */
        ON,
        /** It has come to the end, or was stopped: it stands at the beginning. */
        OVER,
        /** It broke down in the middle: another one is needed. */
        BROKEN
    }

    /** To be played. */
    public static Playing file(String uri, int loops) {
        return new Playing(uri, loops, 0, State.ON);
    }

    /** From the beginning of the first loop. */
    Playing anew() {
        return file(uri, loops);
    }

    /** Stopped. */
    Playing over() {
        return new Playing(uri, loops, 0, State.OVER);
    }

    /** Broken down. */
    Playing broken() {
        return new Playing(uri, loops, 0, State.BROKEN);
    }

    /** After one more end of the file: over, if that was the last loop. */
    Playing ended() {
        if (loops == 0) {
            return this;
        }
        return played + 1 < loops ? new Playing(uri, loops, played + 1, State.ON) : over();
    }

    /** Whether it plays, or is held. */
    boolean isOn() {
        return state == State.ON;
    }
}
