package io.mediary.media.kurento;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.mediary.config.KurentoConfig;
import io.mediary.media.Endpoint;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaKind;
import io.mediary.media.MediaNode;
import io.mediary.media.MediaNodes;
import io.mediary.media.MediaPlane;
import io.mediary.media.MediaPlane.EndpointSpec;
import io.mediary.media.MediaPlane.Opened;
import io.mediary.media.MediaRelays;
import io.mediary.media.MediaSnapshot;
import io.mediary.media.NodeEvents;
import io.mediary.media.Players;
import io.mediary.media.Recorders;
import io.mediary.media.Wiring;
import io.mediary.media.Wiring.Source;
import io.mediary.media.kurento.Discovery.Lookup;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/** The adapter of one instance, and what it told. */
final class TestPlane implements MediaEvents, NodeEvents, AutoCloseable {

    static final Wiring ECHO = new Wiring(Set.of(MediaKind.values()), new Source.OwnProxy());

    private final Dialer dialer;
    private final RequestIds ids;
    private final AtomicInteger adopted = new AtomicInteger();
    private final Nodes nodes;
    private final MediaPlane plane;
    private final Players players;
    private final Recorders recorders;
    private final MediaRelays relays;
    private final Discovery discovery;
    private final NodeWatch watch;
    private final MediaNodes directory;
    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final List<MediaEvent> events = new CopyOnWriteArrayList<>();
    private final List<MediaSnapshot> snapshots = new CopyOnWriteArrayList<>();
    private final List<String> lost = new CopyOnWriteArrayList<>();
    private volatile Function<String, Uni<Void>> whenLost = node -> Uni.createFrom().voidItem();

    private TestPlane(Vertx vertx, KurentoConfig config, NodeRegistry registry, String instance, List<URI> urls,
            Lookup lookup) {
        this.ids = new RequestIds(instance);
        this.dialer = new Dialer(vertx, config, Optional.empty());
        Losses losses = new Losses(registry, this);
        Executor worker = Infrastructure.getDefaultWorkerPool();
        this.nodes = new Nodes((address, changed) -> new Node(address, dialer, config, ids, registry, losses, this,
                changed), worker, config.firstConnectWait());
        this.discovery = new Discovery(urls, config.discover(), lookup, worker, nodes::configure);
        this.watch = new NodeWatch(nodes, registry, losses, this, vertx, config.deadAfter());
        this.directory = new NodeDirectory(registry, watch);
        Leftovers leftovers = new Leftovers(nodes, new Visits(dialer, ids), vertx);
        RoundTrips roundTrips = new RoundTrips(nodes, config);
        this.plane = new KurentoMediaPlane(nodes, leftovers, roundTrips, config);
        this.players = new KurentoPlayers(roundTrips, leftovers);
        this.recorders = new KurentoRecorders(roundTrips, leftovers);
        this.relays = new KurentoRelays(nodes, roundTrips, leftovers);
        discovery.open(vertx, config.discoverInterval());
        nodes.open(vertx, config.refreshInterval());
        watch.open();
    }

    /** An instance with these nodes and settings of {@code mediary.kurento}, given as names and values. */
    static TestPlane start(Vertx vertx, Function<KurentoConfig, NodeRegistry> registry, String instance, List<URI> urls,
            String... settings) {
        return start(vertx, registry, instance, urls, InetAddress::getAllByName, settings);
    }

    /** The same, with a name service. */
    static TestPlane start(Vertx vertx, Function<KurentoConfig, NodeRegistry> registry, String instance, List<URI> urls,
            Lookup lookup, String... settings) {
        KurentoConfig config = config(settings);
        return new TestPlane(vertx, config, registry.apply(config), instance, urls, lookup);
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

    MediaRelays relays() {
        return relays;
    }

    Nodes nodes() {
        return nodes;
    }

    /** The port to the nodes themselves. */
    MediaNodes directory() {
        return directory;
    }

    /** What was told of nodes, as {@code up reached}. */
    List<String> changes() {
        return changes;
    }

    /** Everything that was told of sessions. */
    List<MediaEvent> events() {
        return events;
    }

    /** The take-over of Kurento sessions, at short intervals. */
    Succession succession(Ownership ownership, Peers peers, Vertx vertx) {
        Gifts gifts = new Gifts(nodes, ownership, peers, Duration.ofMillis(300));
        Adoptions adoptions = new Adoptions(gifts, new Adoption(nodes, dialer, ids, ownership, peers.self()), ownership,
                peers, vertx, () -> adopted.incrementAndGet());
        adoptions.open(Duration.ofMillis(50));
        return new Succession(gifts, adoptions);
    }

    /** How many Kurento sessions were taken over. */
    int adopted() {
        return adopted.get();
    }

    /** What an instance does about its own Kurento sessions and those of others. */
    record Succession(Gifts gifts, Adoptions adoptions) {
    }

    /** As if its process had been killed: it says nothing more, and gives nothing back. */
    void die() {
        discovery.close();
        watch.close();
        nodes.all().stream().flatMap(node -> node.lines().stream()).forEach(Line::fallSilent);
        dialer.close();
    }

    /** What was found of sessions whose events may have been missed. */
    List<MediaSnapshot> snapshots() {
        return snapshots;
    }

    /** What is done where a node is told to be lost. */
    void whenLost(Function<String, Uni<Void>> ending) {
        whenLost = ending;
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
        return whenLost.apply(node);
    }

    @Override
    public Uni<Void> changed(MediaNode node, String reason) {
        changes.add(node.state().name().toLowerCase(Locale.ROOT) + " " + reason);
        return Uni.createFrom().voidItem();
    }

    @Override
    public void close() {
        discovery.close();
        watch.close();
        await(nodes.close());
        dialer.close();
    }
}
