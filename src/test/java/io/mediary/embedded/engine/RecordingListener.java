package io.mediary.embedded.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a peer tells, as words, and its candidates. */
final class RecordingListener implements PeerListener {

    /** A candidate as it was told. */
    record Told(String mid, int index, String candidate) {
    }

    final List<String> events = new CopyOnWriteArrayList<>();
    final List<Told> candidates = new CopyOnWriteArrayList<>();

    List<String> events(String prefix) {
        return new ArrayList<>(events.stream().filter(e -> e.startsWith(prefix)).toList());
    }

    boolean told(String event) {
        return events.contains(event);
    }

    @Override
    public void candidate(String sdpMid, int sdpMLineIndex, String candidate) {
        candidates.add(new Told(sdpMid, sdpMLineIndex, candidate));
        events.add("candidate");
    }

    @Override
    public void gatheringDone() {
        events.add("gathering done");
    }

    @Override
    public void iceState(String state) {
        events.add("ice " + state);
    }

    @Override
    public void pairSelected(String localCandidate, String remoteCandidate) {
        events.add("pair " + localCandidate + " | " + remoteCandidate);
    }

    @Override
    public void dtlsState(String state) {
        events.add("dtls " + state);
    }

    @Override
    public void connectionState(boolean connected) {
        events.add("connected " + connected);
    }

    @Override
    public void mediaState(boolean connected) {
        events.add("media " + connected);
    }

    @Override
    public void flowIn(MediaKind kind, boolean flowing) {
        events.add("in " + kind + " " + flowing);
    }

    @Override
    public void flowOut(MediaKind kind, boolean flowing) {
        events.add("out " + kind + " " + flowing);
    }

    @Override
    public void dataChannelOpened(int channel) {
        events.add("channel opened");
    }

    @Override
    public void dataChannelClosed(int channel) {
        events.add("channel closed");
    }
}
