package io.mediary.embedded.engine;

/** Hears what a player does, in order, one call after the other, on threads of the engine. */
public interface PlayerListener {

    /** It begins, pauses or stops. */
    void stateChanged(Player.State state);

    /** The file is played to its end; told after the change of state. */
    void endOfStream();

    /** The file cannot be played, or not any further. */
    void failed(PlayerFailure failure);

    /** Media of this kind started or stopped to come out. */
    void flowOut(MediaKind kind, boolean flowing);
}
