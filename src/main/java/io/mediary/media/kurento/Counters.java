package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.media.MediaStats;

/**
 * Kurento's statistics in the domain's words: its maps of streams by their own ids, one map for each kind of media, null
 * where there is nothing yet. Where there are several streams of a kind and direction, what counts is summed up, and
 * what measures is the busiest one's. Stateless.
 */
final class Counters {

    /** Kurento gives the fraction as it stands in RTCP: a byte. */
    private static final double WHOLE = 256;
    private static final double MILLIS = 1000;
    private static final double MICROS = 1000;

    private Counters() {
    }

    /**
     * The statistics of an endpoint.
     *
     * @param kinds those of audio, of video, and, where the endpoint can have data channels, of data
     */
    static MediaStats of(List<JsonElement> kinds) {
        return new MediaStats(stream(kinds.get(0)), stream(kinds.get(1)),
                kinds.size() > 2 ? data(kinds.get(2)) : Optional.empty());
    }

    private static Optional<MediaStats.Stream> stream(JsonElement stats) {
        Optional<MediaStats.In> in = busiest(stats, "inboundrtp", "packetsReceived").map(Counters::in);
        Optional<MediaStats.Out> out = busiest(stats, "outboundrtp", "packetsSent").map(Counters::out);
        return in.isPresent() || out.isPresent() ? Optional.of(new MediaStats.Stream(in, out)) : Optional.empty();
    }

    private static MediaStats.In in(List<JsonObject> streams) {
        JsonObject busiest = streams.get(0);
        // Before the first packet is missed, Kurento counts from -1.
        return new MediaStats.In(sum(streams, "packetsReceived"), sum(streams, "bytesReceived"),
                Math.max(0, sum(streams, "packetsLost")), number(busiest, "fractionLost") / WHOLE,
                millis(busiest, "jitter"), ofSession(streams, "nackCount"), sum(streams, "pliCount"),
                sum(streams, "firCount"), kbps(busiest, "remb"));
    }

    private static MediaStats.Out out(List<JsonObject> streams) {
        JsonObject busiest = streams.get(0);
        return new MediaStats.Out(sum(streams, "packetsSent"), sum(streams, "bytesSent"),
                Optional.of(millis(busiest, "roundTripTime")).filter(time -> time > 0),
                ofSession(streams, "nackCount"), sum(streams, "pliCount"), sum(streams, "firCount"),
                kbps(busiest, "remb"), kbps(busiest, "targetBitrate"));
    }

    private static Optional<MediaStats.Data> data(JsonElement stats) {
        List<JsonObject> channels = all(stats, "datachannel");
        boolean possible = !channels.isEmpty() || !all(stats, "session").isEmpty();
        return possible
                ? Optional.of(new MediaStats.Data(channels.size(), sum(channels, "messagesReceived"),
                        sum(channels, "bytesReceived"), sum(channels, "messagesSent"), sum(channels, "bytesSent")))
                : Optional.empty();
    }

    /** The streams of a direction, the busiest one first; empty where there are none. */
    private static Optional<List<JsonObject>> busiest(JsonElement stats, String type, String packets) {
        List<JsonObject> streams = all(stats, type);
        streams.sort(Comparator.comparingLong((JsonObject stream) -> count(stream, packets)).reversed());
        return Optional.of(streams).filter(some -> !some.isEmpty());
    }

    private static List<JsonObject> all(JsonElement stats, String type) {
        List<JsonObject> found = new ArrayList<>();
        if (stats.isJsonObject()) {
            stats.getAsJsonObject().entrySet().stream().map(each -> each.getValue().getAsJsonObject())
                    .filter(each -> type.equals(each.get("type").getAsString())).forEach(found::add);
        }
        return found;
    }

    private static long sum(List<JsonObject> streams, String counter) {
        return streams.stream().mapToLong(stream -> count(stream, counter)).sum();
    }

    /** A counter of the whole RTP session, which Kurento repeats for each of its streams. */
    private static long ofSession(List<JsonObject> streams, String counter) {
        return streams.stream().mapToLong(stream -> count(stream, counter)).max().orElse(0);
    }

    private static long count(JsonObject stream, String counter) {
        return stream.has(counter) ? stream.get(counter).getAsLong() : 0;
    }

    private static double number(JsonObject stream, String name) {
        return stream.has(name) ? stream.get(name).getAsDouble() : 0;
    }

    /** From seconds, to the microsecond. */
    private static double millis(JsonObject stream, String seconds) {
        return Math.round(number(stream, seconds) * MILLIS * MICROS) / MICROS;
    }

    /** From bits a second; 0 says that it is not known. */
    private static Optional<Long> kbps(JsonObject stream, String bps) {
        return Optional.of(Math.round(number(stream, bps) / 1000)).filter(rate -> rate > 0);
    }
}
