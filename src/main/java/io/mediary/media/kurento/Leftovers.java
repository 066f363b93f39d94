package io.mediary.media.kurento;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jboss.logging.Logger;

import com.google.gson.JsonArray;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Finds what was made by its label, and releases it: after a creation of which nobody knows how far
 * it went. Thread-safe.
 */
final class Leftovers {

    private static final Logger LOG = Logger.getLogger(Leftovers.class);
    /** The server may still be at work on the creation when the first look finds nothing: there is a look after each pause. */
    private static final List<Long> PAUSES_MS = List.of(1_000L, 5_000L, 15_000L, 30_000L);

    private final Nodes nodes;
    private final Visits visits;
    private final Vertx vertx;

    Leftovers(Nodes nodes, Visits visits, Vertx vertx) {
        this.nodes = nodes;
        this.visits = visits;
        this.vertx = vertx;
    }

    /**
     * Releases what is labelled so.
     *
     * @param except elements that stay
     * @return how many elements were released; fails with {@code no_mediaserver}, {@code unavailable}, {@code timeout},
     *         {@code kms_error}
     */
    Uni<Integer> release(Place place, Label label, Set<String> except) {
        return Uni.createFrom().deferred(() -> {
            Node node = nodes.node(place.node()).orElseThrow(() -> Failure.of(ErrorCode.NO_MEDIASERVER));
            return visits.visit(node, label.value(), visit -> visit.tags()
                    .chain(tags -> visit.release(labelled(tags, label, except))));
        });
    }

    /** Does so in the background, after a while and again, until something was found or enough was tried. */
    void releaseSoon(Place place, Label label) {
        later(place, label, 0);
    }

    private void later(Place place, Label label, int attempt) {
        if (attempt == PAUSES_MS.size()) {
            return;
        }
        vertx.setTimer(PAUSES_MS.get(attempt), now -> release(place, label, Set.of()).subscribe().with(released -> {
            if (released == 0) {
                later(place, label, attempt + 1);
            }
        }, failure -> {
            LOG.warnf("%s: leftovers were not looked for: %s", label, failure.getMessage());
            later(place, label, attempt + 1);
        }));
    }

    private static List<String> labelled(Map<String, JsonArray> tags, Label label, Set<String> except) {
        return tags.entrySet().stream()
                .filter(each -> label.value().equals(Label.among(each.getValue(), label.key()).orElse("")))
                .map(Map.Entry::getKey).filter(element -> !except.contains(element)).toList();
    }
}
