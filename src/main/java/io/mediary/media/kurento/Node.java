package io.mediary.media.kurento;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import org.jboss.logging.Logger;

import com.google.gson.JsonObject;

import io.mediary.config.KurentoConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaKind;
import io.mediary.media.Place;
import io.mediary.media.kurento.NodeRegistry.Standing;
import io.smallrye.mutiny.Uni;

/** A media server: the lines to it, the pipeline that all instances share there, and its process. Thread-safe. */
final class Node {

    private static final Logger LOG = Logger.getLogger(Node.class);
    private static final Duration VERDICT = Duration.ofSeconds(30);
    private static final int ID_LENGTH = 12;

    private final String id;
    private final URI url;
    private final NodeRegistry registry;
    private final MediaEvents target;
    private final Supplier<List<Line>> make;
    private volatile List<Line> lines = List.of();
    private Admission admission = new Admission("", null);

    /**
     * A node without lines.
     *
     * @param changed run whenever a line came up, went down, or failed to come up
     */
    Node(URI url, Dialer dialer, KurentoConfig config, RequestIds ids, NodeRegistry registry, MediaEvents target,
            Runnable changed) {
        this.id = id(url);
        this.url = url;
        this.registry = registry;
        this.target = target;
        this.make = () -> IntStream.range(0, config.lines())
                .mapToObj(number -> new Line(this, dialer, config, ids, target, changed)).toList();
    }

    /** The id of the node at an address: the same on every instance, and for every process that listens there. */
    static String id(URI url) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(url.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    String id() {
        return id;
    }

    URI url() {
        return url;
    }

    NodeRegistry registry() {
        return registry;
    }

    /** Makes the lines and opens them. Loads kurento-client: not for event loops. */
    void open() {
        lines = make.get();
        lines.forEach(Line::open);
    }

    Uni<Void> close() {
        return together(lines.stream().map(Line::close).toList());
    }

    private static Uni<Void> together(List<Uni<Void>> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(steps).andCollectFailures().replaceWithVoid();
    }

    boolean isUp() {
        return lines.stream().anyMatch(Line::isUp);
    }

    /** What the server transcodes, as the line says that is up; the most before one was. */
    Set<MediaKind> transcoded() {
        return lines.stream().filter(Line::isUp).findFirst().or(() -> lines.stream().findFirst())
                .map(Line::transcoded).orElse(Transcoding.FULL);
    }

    /** Sessions that live on this instance's lines. */
    int load() {
        return lines.stream().mapToInt(line -> line.events().size()).sum();
    }

    /** Where a new session is to be made: on the line with the fewest. */
    Optional<Place> place() {
        return lines.stream().filter(Line::isUp).min(Comparator.comparingInt(line -> line.events().size()))
                .flatMap(Line::session).map(session -> new Place(id, session.id()));
    }

    /** The line of a Kurento session, if it is one of this instance's and up. */
    Optional<Line> line(String kurentoSession) {
        return lines.stream().filter(Line::isUp)
                .filter(line -> line.session().filter(session -> session.id().equals(kurentoSession)).isPresent())
                .findAny();
    }

    /** A line that is up; the same one for the same key while none comes or goes, so that its requests keep their order. */
    Optional<Line> anyLine(String key) {
        List<Line> usable = lines.stream().filter(Line::isUp).toList();
        return usable.isEmpty()
                ? Optional.empty()
                : Optional.of(usable.get(Math.floorMod(key.hashCode(), usable.size())));
    }

    /** An element was released: whichever line it lived on forgets it. */
    void released(String element) {
        lines.forEach(line -> line.events().released(element));
    }

    /**
     * The pipeline that all instances use with the process that a line just reached; tells first, if that is this
     * instance's duty, that everything at a former process is gone.
     */
    synchronized Uni<String> admit(Line line) {
        String serverId = line.session().map(KurentoSession::serverId).orElse("");
        if (!admission.serverId().equals(serverId) || admission.pipeline() == null) {
            Uni<String> pipeline = reached(line, serverId).memoize().until(() -> !isAdmitted(serverId));
            admission = new Admission(serverId, pipeline);
            return pipeline.onFailure().invoke(() -> dismiss(serverId));
        }
        return admission.pipeline().onFailure().invoke(() -> dismiss(serverId));
    }

    /** Tells that the pipeline is gone though the process is the same, and agrees on another. */
    Uni<String> pipelineGone(Line line, String pipeline) {
        String serverId = line.session().map(KurentoSession::serverId).orElse("");
        LOG.infof("Media server %s: the pipeline is gone, with whatever was in it", url);
        dismiss(serverId);
        return registry.vanished(id, serverId, pipeline)
                .chain(first -> first ? tellLoss() : Uni.createFrom().voidItem()).chain(() -> admit(line));
    }

    /**
     * Renews what is written down of the Kurento sessions and the pipeline, and forgets the elements that the server does
     * not have any more.
     */
    Uni<Void> refresh() {
        Uni<Void> renewed = together(lines.stream().map(Line::renew).toList());
        return lines.stream().filter(Line::isUp).findAny()
                .map(line -> renewed.chain(() -> confirm(line)).chain(() -> compare(line))).orElse(renewed);
    }

    /** A Redis that came back empty learns the pipeline from whoever uses it. */
    private Uni<Void> confirm(Line line) {
        String serverId = line.session().map(KurentoSession::serverId).orElse("");
        String pipeline = line.pipeline().getId();
        return registry.agree(id, url, serverId, pipeline).invoke(agreed -> {
            if (!agreed.equals(pipeline)) {
                LOG.warnf("Media server %s: others use the pipeline %s, this instance %s", url, agreed, pipeline);
            }
        }).replaceWithVoid();
    }

    /** The books are read before the server is: what is made meanwhile is in neither, and stays. */
    private Uni<Void> compare(Line reader) {
        Set<String> gone = new HashSet<>();
        lines.forEach(line -> gone.addAll(line.events().elements()));
        MediaTransaction transaction = reader.transaction();
        reader.pipeline().getChildren(transaction);
        return transaction.run().chain(MediaTransaction.Outcome::orFailure).invoke(outcome -> {
            outcome.values().get(0).getAsJsonArray().forEach(child -> gone.remove(child.getAsString()));
            gone.forEach(this::released);
        }).replaceWithVoid();
    }

    private Uni<String> reached(Line line, String serverId) {
        return registry.reached(id, url, serverId).chain(standing -> {
            if (standing instanceof Standing.Wait) {
                return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
            }
            if (standing instanceof Standing.Lost) {
                LOG.warnf("Media server %s is another process than before", url);
                return tellLoss().chain(() -> agree(line, serverId));
            }
            String pipeline = standing instanceof Standing.Known known ? known.pipeline() : "";
            return pipeline.isEmpty() ? agree(line, serverId) : Uni.createFrom().item(pipeline);
        });
    }

    /** Until it succeeded the node stays in doubt, and whoever reaches it next tells again. */
    private Uni<Void> tellLoss() {
        return target.lost(id).ifNoItem().after(VERDICT).fail().chain(() -> registry.judged(id));
    }

    /** Makes a pipeline and proposes it; where another was quicker, ours is released. */
    private Uni<String> agree(Line line, String serverId) {
        JsonObject creation = new JsonObject();
        creation.addProperty("type", "MediaPipeline");
        return line.transport().call("create", creation)
                .map(result -> result.getAsJsonObject().get("value").getAsString())
                .chain(made -> registry.agree(id, url, serverId, made)
                        .onFailure().call(() -> release(line, made))
                        .call(agreed -> agreed.equals(made) ? Uni.createFrom().voidItem() : release(line, made)))
                .onItem().transformToUni(agreed -> agreed.isEmpty()
                        ? Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE))
                        : Uni.createFrom().item(agreed));
    }

    private static Uni<Void> release(Line line, String pipeline) {
        JsonObject release = new JsonObject();
        release.addProperty("object", pipeline);
        return line.transport().call("release", release).replaceWithVoid().onFailure()
                .invoke(failure -> LOG.warnf(failure, "Pipeline %s was not released", pipeline)).onFailure()
                .recoverWithNull();
    }

    private synchronized boolean isAdmitted(String serverId) {
        return admission.serverId().equals(serverId) && admission.pipeline() != null;
    }

    private synchronized void dismiss(String serverId) {
        if (admission.serverId().equals(serverId)) {
            admission = new Admission(serverId, null);
        }
    }

    /** @param pipeline null before it was asked for, and after a failure */
    private record Admission(String serverId, Uni<String> pipeline) {
    }
}
