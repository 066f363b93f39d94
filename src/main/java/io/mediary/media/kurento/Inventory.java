package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.kurento.client.MediaPipeline;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;

import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/**
 * Reads which elements a pipeline has, and how they are labelled. Whoever reads it names every element, and so keeps them alive as long as its Kurento
 * session lives. Used once.
 */
final class Inventory {

    private static final int BATCH = 100;

    private final Supplier<MediaTransaction> transactions;
    private final Elements elements;
    private final MediaPipeline pipeline;

    Inventory(Supplier<MediaTransaction> transactions, Elements elements, MediaPipeline pipeline) {
        this.transactions = transactions;
        this.elements = elements;
        this.pipeline = pipeline;
    }

    /** The tags of each element; one that vanishes meanwhile is not among them. A round trip, and one for each hundred elements. */
    Uni<Map<String, JsonArray>> tags() {
        MediaTransaction listing = transactions.get();
        pipeline.getChildren(listing);
        return listing.run().chain(Outcome::orFailure)
                .chain(outcome -> read(elementsAmong(outcome.values().get(0)), 0, new LinkedHashMap<>()));
    }

    /** The elements whose events a Kurento session hears, by the sessions or relays that they belong to. */
    Uni<Map<String, Set<String>>> heardBy(String kurentoSession) {
        return tags().map(all -> {
            Map<String, Set<String>> book = new HashMap<>();
            all.forEach((element, labels) -> Label.among(labels, Label.LINE).filter(kurentoSession::equals)
                    .flatMap(ours -> Label.owner(labels))
                    .ifPresent(owner -> book.computeIfAbsent(owner, none -> new HashSet<>()).add(element)));
            return book;
        });
    }

    /** A batch ends at an element that vanished meanwhile; the next begins behind it. */
    private Uni<Map<String, JsonArray>> read(List<String> children, int from, Map<String, JsonArray> found) {
        if (from >= children.size()) {
            return Uni.createFrom().item(found);
        }
        List<String> batch = children.subList(from, Math.min(children.size(), from + BATCH));
        MediaTransaction reading = transactions.get();
        batch.forEach(child -> elements.element(child).getTags(reading));
        return reading.run().chain(outcome -> {
            if (outcome.fault().filter(fault -> fault.code() != Fault.OBJECT_NOT_FOUND).isPresent()) {
                return Uni.createFrom().failure(outcome.fault().get().failure());
            }
            for (int i = 0; i < outcome.values().size(); i++) {
                found.put(batch.get(i), outcome.values().get(i).getAsJsonArray());
            }
            int seen = outcome.values().size() + (outcome.fault().isPresent() ? 1 : 0);
            return read(children, from + seen, found);
        });
    }

    private static List<String> elementsAmong(JsonElement children) {
        List<String> ids = new ArrayList<>();
        for (JsonElement each : children.getAsJsonArray()) {
            if (Elements.isElement(each.getAsString())) {
                ids.add(each.getAsString());
            }
        }
        return ids;
    }
}
