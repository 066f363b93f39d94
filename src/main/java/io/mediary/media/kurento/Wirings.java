package io.mediary.media.kurento;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.kurento.client.MediaElement;
import org.kurento.client.MediaType;

import io.mediary.media.MediaKind;

/** Turns one set of links into another, in a transaction and with as few operations as there can be. Thread-safe. */
final class Wirings {

    private Wirings() {
    }

    /**
     * Adds the operations that lead from what is connected to what shall be. A link whose sink gets another source is not
     * cut: the new source displaces the old one.
     *
     * @param elements the element of an id
     */
    static void change(MediaTransaction transaction, Set<Link> before, Set<Link> after,
            Function<String, MediaElement> elements) {
        Set<Link> added = minus(after, before);
        Set<Sink> taken = added.stream().map(Sink::of).collect(Collectors.toSet());
        Set<Link> cut = minus(before, after).stream().filter(link -> !taken.contains(Sink.of(link)))
                .collect(Collectors.toSet());
        perPair(cut).forEach((pair, kinds) -> {
            MediaElement from = elements.apply(pair.from());
            MediaElement to = elements.apply(pair.to());
            if (kinds.size() == MediaKind.values().length) {
                from.disconnect(transaction, to);
            } else {
                kinds.forEach(kind -> from.disconnect(transaction, to, type(kind)));
            }
        });
        perPair(added).forEach((pair, kinds) -> {
            MediaElement from = elements.apply(pair.from());
            MediaElement to = elements.apply(pair.to());
            if (kinds.size() == MediaKind.values().length) {
                from.connect(transaction, to);
            } else {
                kinds.forEach(kind -> from.connect(transaction, to, type(kind)));
            }
        });
    }

    private static Set<Link> minus(Set<Link> links, Set<Link> without) {
        return links.stream().filter(link -> !without.contains(link)).collect(Collectors.toSet());
    }

    private static Map<Pair, EnumSet<MediaKind>> perPair(Set<Link> links) {
        return links.stream().collect(Collectors.groupingBy(link -> new Pair(link.from(), link.to()), TreeMap::new,
                Collectors.mapping(Link::kind, Collectors.toCollection(() -> EnumSet.noneOf(MediaKind.class)))));
    }

    private static MediaType type(MediaKind kind) {
        return MediaType.valueOf(kind.name());
    }

    private record Sink(String element, MediaKind kind) {

        static Sink of(Link link) {
            return new Sink(link.to(), link.kind());
        }
    }

    /** Ordered, so that the same change is always the same text on the wire. */
    private record Pair(String from, String to) implements Comparable<Pair> {

        @Override
        public int compareTo(Pair other) {
            int first = from.compareTo(other.from);
            return first != 0 ? first : to.compareTo(other.to);
        }
    }
}
