package io.mediary.embedded.rpc;

import io.mediary.embedded.engine.MediaKind;

/** Kurento's `PassThrough`: hands on what it gets, so media flow out of it whenever they flow into it. Thread-safe. */
final class PassThrough extends MediaElement {

    PassThrough(Creation creation) {
        super(creation, creation.engine().passThrough());
    }

    @Override
    void sourceFlows(MediaKind kind, boolean flowing) {
        flowIn(kind, flowing);
        flowOut(kind, flowing);
    }
}
