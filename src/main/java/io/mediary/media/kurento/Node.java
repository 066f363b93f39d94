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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.mediary.config.KurentoConfig;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaKind;
import io.mediary.media.Place;
import io.mediary.media.kurento.NodeRegistry.Sight;
import io.smallrye.mutiny.Uni;

/** A media server as this instance has it: its lines, the pipeline that all instances share there, and what it sees of it. Thread-safe. */
final class Node {

    private static final int ID_LENGTH = 12;
    private static final Duration SOON = Duration.ofMillis(20);
    /** So long a lost line is as good as there: sockets break, and instances wake up, without anything being wrong. */
    private static final Duration REOPENING = Duration.ofSeconds(1);

    private final String id;
    private final Address address;
    private final NodeRegistry registry;
    private final Duration deadAfter;
    private final int capacity;
    private final Losses losses;
    private final SharedPipeline pipeline;
    private final Probe probe;
    private final Supplier<List<Line>> make;
    private final Demand demand = new Demand(System::nanoTime);
    private final long since = System.nanoTime();
    private volatile List<Line> lines = List.of();
    private volatile boolean configured;
    private volatile boolean closed;
    private volatile Seen seen;

    /**
     * A node without lines.
     *
     * @param changed run whenever a line came up, went down, or failed to come up
     */
    Node(Address address, Dialer dialer, KurentoConfig config, RequestIds ids, NodeRegistry registry, Losses losses,
            MediaEvents target, Runnable changed) {
        this.id = id(address.url());
        this.address = address;
        this.registry = registry;
        this.deadAfter = config.deadAfter();
        this.capacity = config.capacity();
        this.losses = losses;
        this.pipeline = new SharedPipeline(id, address, registry, losses,
                () -> lines.forEach(line -> line.events().clear()));
        this.probe = new Probe(address, dialer, ids, deadAfter.dividedBy(6), deadAfter.dividedBy(3), deadAfter);
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
        return address.url();
    }

    Address address() {
        return address;
    }

    NodeRegistry registry() {
        return registry;
    }

    /** Makes the lines and opens them. Loads kurento-client: not for event loops. */
    void open() {
        probe.open();
        List<Line> made = make.get();
        lines = made;
        if (!closed) {
            made.forEach(Line::open);
        }
    }

    Uni<Void> close() {
        closed = true;
        probe.close();
        return together(lines.stream().map(Line::close).toList());
    }

    /** The lines of this instance. */
    List<Line> lines() {
        return lines;
    }

    /**
     * Puts fresh lines in the place of the present ones.
     *
     * @param within so long they have to come up, or all stays as it is
     * @return the lines that were replaced, still open: the caller closes them. None where nothing could be replaced
     */
    Uni<List<Line>> exchange(Duration within) {
        List<Line> former = lines;
        if (closed || former.isEmpty() || !isUp()) {
            return Uni.createFrom().item(List.of());
        }
        List<Line> fresh = make.get();
        fresh.forEach(Line::open);
        return Uni.createFrom().item(() -> fresh.stream().allMatch(Line::isUp)).onItem().delayIt().by(SOON).repeat()
                .until(up -> up).collect().last().ifNoItem().after(within).fail().map(up -> {
                    lines = fresh;
                    return former;
                }).onFailure().recoverWithUni(() -> together(fresh.stream().map(Line::close).toList())
                        .replaceWith(List.of()));
    }

    private static Uni<Void> together(List<Uni<Void>> steps) {
        return steps.isEmpty()
                ? Uni.createFrom().voidItem()
                : Uni.join().all(steps).andCollectFailures().replaceWithVoid();
    }

    /** This instance is told to use it, or is not any more. */
    void configured(boolean now) {
        configured = now;
    }

    /** Whether this instance is told to use it; else it does only what others have begun there. */
    boolean isConfigured() {
        return configured;
    }

    boolean isUp() {
        return lines.stream().anyMatch(Line::isUp);
    }

    /**
     * Whether a line may be up in a moment: the node is new, or one was up a moment ago and is opened again, which is no use at a
     * node that was given up.
     *
     * @param first so long a new node is given
     */
    boolean isComing(Duration first) {
        boolean young = System.nanoTime() - since < first.toNanos();
        boolean reopening = !isGone() && lines.stream().map(Line::down).anyMatch(down -> down.compareTo(REOPENING) < 0);
        return !isUp() && (young || reopening);
    }

    /** What the server transcodes, as the line says that is up; the most before one was. */
    Set<MediaKind> transcoded() {
        return lines.stream().filter(Line::isUp).findFirst().or(() -> lines.stream().findFirst())
                .map(Line::traits).orElse(Traits.UNKNOWN).transcoded();
    }

    /** Sessions that live on this instance's lines. */
    int load() {
        return lines.stream().mapToInt(line -> line.events().size()).sum();
    }

    /** The sessions that this instance put here lately. */
    Demand demand() {
        return demand;
    }

    /** What speaks for this node, and against it, when a new session is to be put somewhere. */
    Choice.Option<Node> option() {
        Seen now = seen;
        // With a line up it is not down, whatever the last look said.
        boolean open = configured && isUp() && (now == null || !now.entry().draining());
        int here = load();
        int sessions = here + demand.pending() + (now == null ? 0 : now.elsewhere());
        int load = here + demand.fresh() + (now == null ? 0 : now.loadElsewhere());
        return new Choice.Option<>(this, open, sessions, capacity, load);
    }

    /** Whether all instances gave it up: what it had is over, and will be released when it comes back. */
    boolean isGone() {
        Seen now = seen;
        return now != null && now.entry().isDown() && !isUp();
    }

    /** Whether this instance has had no answer of it for as long as means death, while others have. */
    boolean isCutOff() {
        Seen now = seen;
        boolean answers = lastAnswer().filter(answer -> answer.ago() < deadAfter.toMillis()).isPresent();
        return !answers && now != null && !now.entry().isDown() && !now.entry().node().reachedBy().isEmpty();
    }

    /** What this instance sees of it. */
    Sight sight(boolean judging) {
        Optional<Line> up = lines.stream().filter(line -> line.isUp() && line.session().isPresent()).findFirst();
        Optional<Answer> answer = lastAnswer();
        return new Sight(id, configured ? Optional.of(address) : Optional.empty(), answer.map(Answer::ago),
                answer.map(Answer::process).orElse(""),
                up.flatMap(Line::session).map(KurentoSession::serverId).orElse(""),
                up.map(line -> line.pipeline().getId()).orElse(""),
                up.map(Line::traits).orElse(Traits.UNKNOWN).version(), load(),
                demand.fresh(), judging, losses.isTelling(id));
    }

    /** The youngest of all: one to a request on a line is as good as one to the probe, which may have to wait its turn. */
    private Optional<Answer> lastAnswer() {
        Stream<Answer> ofLines = lines.stream().filter(Line::isUp).flatMap(line -> line.session().stream()
                .flatMap(session -> line.transport().silence().stream()
                        .map(silence -> new Answer(silence.toMillis(), session.serverId()))));
        Stream<Answer> ofProbe = probe.answered().map(ago -> new Answer(ago, probe.process())).stream();
        return Stream.concat(ofProbe, ofLines).min(Comparator.comparingLong(Answer::ago));
    }

    /**
     * What all see of it. Where it was given up, or another pipeline is used, while a line of this instance was up, the lines
     * begin anew.
     *
     * @param from what this instance saw before that
     */
    void saw(Sight from, NodeEntry entry) {
        seen = new Seen(from, entry);
        boolean isOther = !entry.pipeline().isEmpty() && !entry.pipeline().equals(from.pipeline());
        if (!from.pipeline().isEmpty() && (entry.isDown() || isOther)) {
            pipeline.forget();
            lines.stream().filter(Line::isUp).filter(line -> line.pipeline().getId().equals(from.pipeline()))
                    .forEach(Line::doubt);
        }
    }

    /** Where a new session is to be made: on the line with the fewest. */
    Optional<Place> place() {
        return lines.stream().filter(Line::isUp)
                .flatMap(line -> line.session().map(session -> Map.entry(session, line.events().size())).stream())
                .min(Map.Entry.comparingByValue()).map(fewest -> new Place(id, fewest.getKey().id()));
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

    /** {@link SharedPipeline#admit}. */
    Uni<String> admit(Line line) {
        return pipeline.admit(line);
    }

    /** {@link SharedPipeline#gone}. */
    Uni<String> pipelineGone(Line line, String gone) {
        return pipeline.gone(line, gone);
    }

    /** Renews what is written down of the Kurento sessions, and forgets the elements that the server does not have any more. */
    Uni<Void> refresh() {
        Uni<Void> renewed = together(lines.stream().map(Line::renew).toList());
        return lines.stream().filter(Line::isUp).findAny()
                .map(line -> renewed.chain(() -> compare(line))).orElse(renewed);
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

    /**
     * A sign of life.
     *
     * @param ago ms
     * @param process the serverId of the one that gave it
     */
    private record Answer(long ago, String process) {
    }

    /** @param from what this instance saw, which is part of what the entry counts */
    private record Seen(Sight from, NodeEntry entry) {

        int elsewhere() {
            return Math.max(0, entry.node().sessions() - from.sessions());
        }

        int loadElsewhere() {
            return Math.max(0, entry.load() - from.sessions() - from.fresh());
        }
    }
}
