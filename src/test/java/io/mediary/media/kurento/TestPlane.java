package io.mediary.media.kurento;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mediary.config.KurentoConfig;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.Players;
import io.mediary.media.Recorders;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Source;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** The adapter of one instance, and what it told. */
final class TestPlane implements MediaEvents, AutoCloseable {

    static final Wiring ECHO = new Wiring(Set.of(MediaKind.values()), new Source.OwnProxy());

    private final Dialer dialer;
    private final Nodes nodes;
    private final MediaPlane plane;
    private final Players players;
    private final Recorders recorders;
    private final List<MediaEvent> events = new CopyOnWriteArrayList<>();
    private final List<MediaSnapshot> snapshots = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();

    private TestPlane(Vertx vertx, KurentoConfig config, NodeRegistry registry, String instance, List<URI> urls) {
        RequestIds ids = new RequestIds(instance);
        this.dialer = new Dialer(vertx, config, Optional.empty());
        this.nodes = new Nodes(changed -> urls.stream()
                .map(url -> new Node(url, dialer, config, ids, registry, this, changed)).toList(),
                config.firstConnectWait());
        Leftovers leftovers = new Leftovers(nodes, dialer, ids);
        RoundTrips roundTrips = new RoundTrips(nodes, config);
        this.plane = new KurentoMediaPlane(nodes, leftovers, roundTrips, config);
        this.players = new KurentoPlayers(roundTrips, leftovers);
        this.recorders = new KurentoRecorders(roundTrips, leftovers);
        nodes.open(vertx, config.refreshInterval());
    }

    /** An instance with these nodes and settings of {@code mediary.kurento}, given as names and values. */
    static TestPlane start(Vertx vertx, NodeRegistry registry, String instance, List<URI> urls, String... settings) {
        return new TestPlane(vertx, config(settings), registry, instance, urls);
    }

    /** Settings as they are unless changed, but for shorter times. */
    static KurentoConfig config(String... settings) {
        Map<String, String> properties = new HashMap<>(Map.of("mediary.kurento.reconnect-delay", "20ms",
                "mediary.kurento.lines", "1", "mediary.kurento.reconnect-delay-max", "100ms",
                "mediary.kurento.first-connect-wait", "20s"));
        for (int i = 0; i < settings.length; i += 2) {
            properties.put("mediary.kurento." + settings[i], settings[i + 1]);
        }
        return new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(KurentoConfig.class)
                .withSources(new PropertiesConfigSource(properties, "test", 200)).addDiscoveredConverters().build()
                .getConfigMapping(KurentoConfig.class);
    }

    MediaPlane plane() {
        return plane;
    }

    Players players() {
        return players;
    }

    Recorders recorders() {
        return recorders;
    }

    Nodes nodes() {
        return nodes;
    }

    /** Everything that was told of sessions. */
    List<MediaEvent> events() {
        return events;
    }

    /** What was found of sessions whose events may have been missed. */
    List<MediaSnapshot> snapshots() {
        return snapshots;
    }

    /** The nodes that were told to be lost. */
    List<String> lost() {
        return lost;
    }

    /** Makes an echo that answers an offer. */
    Opened echo(String session, String offer) {
        return await(plane.choose(Optional.empty())
                .chain(place -> plane.answer(place, new EndpointSpec(session, false, 0), offer, ECHO)));
    }

    /** Releases what a session has. */
    void release(Endpoint endpoint) {
        await(plane.release(endpoint.place(), List.of(endpoint.proxy(), endpoint.endpoint())));
    }

    static <T> T await(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    @Override
    public Uni<Void> on(MediaEvent event) {
        events.add(event);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> found(MediaSnapshot snapshot) {
        snapshots.add(snapshot);
        return Uni.createFrom().voidItem();
    }

    @Override
    public Uni<Void> lost(String node) {
        lost.add(node);
        return Uni.createFrom().voidItem();
    }

    @Override
    public void close() {
        await(nodes.close());
        dialer.close();
    }
}
