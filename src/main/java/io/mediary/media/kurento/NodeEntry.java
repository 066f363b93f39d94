package io.mediary.media.kurento;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.mediary.media.MediaNode;

/**
 * What the registry says of a node.
 *
 * @param node as all know it
 * @param name {@link Address#name}
 * @param pipeline the agreed one; empty: none
 * @param load sessions, those that were made lately counted twice
 * @param quiet how long nobody has had an answer of it while somebody looked, ms
 * @param draining whether it is drained, also while it is down
 * @param configured whether any instance is told to use it
 * @param isDuty whether the one who looked is to tell of a loss
 * @param news a change that the one who looked is to tell
 */
record NodeEntry(MediaNode node, String name, String pipeline, int load, long quiet, boolean draining,
        boolean configured, boolean isDuty,
        Optional<News> news) {

    /**
     * A change that nobody has told yet.
     *
     * @param number counts the changes of the node
     * @param node as it was then
     * @param reason why
     */
    record News(long number, MediaNode node, String reason) {
    }

    /** Reads what the script {@code node-look} answers. */
    static NodeEntry of(String id, Map<String, String> fields) {
        MediaNode node = node(id, fields, fields.get("shown"), fields.get("since"));
        Optional<News> news = Optional.ofNullable(fields.get("news.number"))
                .map(number -> new News(Long.parseLong(number),
                        node(id, fields, fields.get("news.state"), fields.get("news.at")), fields.get("news.reason")));
        return new NodeEntry(node, fields.get("name"), fields.get("pipeline"), Integer.parseInt(fields.get("load")),
                Long.parseLong(fields.get("quiet")),
                "1".equals(fields.get("drain")),
                "1".equals(fields.get("configured")), "lost".equals(fields.get("duty")), news);
    }

    private static MediaNode node(String id, Map<String, String> fields, String state, String since) {
        MediaNode.State shown = switch (state) {
            case "up" -> MediaNode.State.UP;
            case "draining" -> MediaNode.State.DRAINING;
            default -> MediaNode.State.DOWN;
        };
        String reachers = fields.get("reachers");
        return new MediaNode(id, URI.create(fields.get("url")), shown, Long.parseLong(since),
                Integer.parseInt(fields.get("sessions")), Integer.parseInt(fields.get("capacity")),
                fields.get("version"), reachers.isEmpty() ? List.of() : List.of(reachers.split(" ")));
    }

    Address address() {
        return new Address(node.url(), name);
    }

    boolean isDown() {
        return node.state() == MediaNode.State.DOWN;
    }
}
