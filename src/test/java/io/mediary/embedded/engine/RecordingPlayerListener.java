package io.mediary.embedded.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a player tells, as texts. */
final class RecordingPlayerListener implements PlayerListener {

    final List<String> told = new CopyOnWriteArrayList<>();
    final List<PlayerFailure> failures = new CopyOnWriteArrayList<>();

    /** What it told of its states, its end and its failures. */
    List<String> story() {
        return told.stream().filter(each -> !each.startsWith("out ")).toList();
    }

    @Override
    public void stateChanged(Player.State state) {
        told.add(state.name());
    }

    @Override
    public void endOfStream() {
        told.add("END");
    }

    @Override
    public void failed(PlayerFailure failure) {
        failures.add(failure);
        told.add(failure.type() + " " + failure.code());
    }

    @Override
    public void flowOut(MediaKind kind, boolean flowing) {
        told.add("out " + kind + " " + flowing);
    }
}
