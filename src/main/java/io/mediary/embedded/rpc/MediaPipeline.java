package io.mediary.embedded.rpc;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

import io.mediary.embedded.engine.Element;

/** Kurento's `MediaPipeline`: the elements below one can be connected with each other. Thread-safe. */
final class MediaPipeline extends MediaObject {

    private final Map<Element, MediaElement> elements = Collections.synchronizedMap(new IdentityHashMap<>());
    private final Object wiring = new Object();

    MediaPipeline(Creation creation) {
        super(creation.type(), Optional.empty());
        preset("latencyStats", false);
    }

    @Override
    MediaObject pipeline() {
        return this;
    }

    void register(Element element, MediaElement object) {
        elements.put(element, object);
    }

    void unregister(Element element) {
        elements.remove(element);
    }

    /** The object that stands for an element of the engine. */
    Optional<MediaElement> objectOf(Element element) {
        return Optional.ofNullable(elements.get(element));
    }

    /** The lock under which connections of this pipeline change, so that their events tell one story. */
    Object wiring() {
        return wiring;
    }
}
