package io.mediary.media.kurento;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.StoreConfig;
import io.mediary.media.MediaClaims;
import io.mediary.media.MediaClaims.Claim;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.mediary.store.Sweeper;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/**
 * Compares what is at the media servers with what records claim. What nobody claims in two rounds is released, labelled or not: a creation
 * is over long before. What is claimed and not there is told to its owner. Records are read before media servers, so what is made meanwhile
 * is at most unclaimed once. Thread-safe.
 */
@ApplicationScoped
public class MediaSweeper implements Sweeper {

    private static final Logger LOG = Logger.getLogger(MediaSweeper.class);
    private static final String SWEEP = "sweep";
    private static final String STRAYS = "stray";
    private static final int OWNERS_AT_ONCE = 8;
    /** A script takes only so many arguments; the rest is for the next rounds. */
    private static final int MOST_STRAYS = 5_000;

    private final MediaServers servers;
    private final List<MediaClaims> owners;
    private final Scripts scripts;
    private final Duration remembered;

    MediaSweeper(MediaServers servers, @All List<MediaClaims> owners, Scripts scripts, StoreConfig config) {
        this.servers = servers;
        this.owners = owners;
        this.scripts = scripts;
        this.remembered = config.sweep().multipliedBy(2).plus(config.sweep().dividedBy(2));
    }

    @Override
    public Set<String> kinds() {
        return Stream.concat(Stream.of(STRAYS), owners.stream().map(MediaClaims::kind)).collect(Collectors.toSet());
    }

    @Override
    public Uni<Map<String, Integer>> sweep() {
        return claimed().chain(claims -> {
            MediaServers.Access access = servers.access();
            Visits visits = new Visits(access.dialer(), access.ids());
            List<Node> nodes = access.nodes().all().stream().filter(Node::isUp).toList();
            return Multi.createFrom().iterable(nodes).onItem()
                    .<Map<String, Integer>>transformToUniAndConcatenate(node -> visits
                            .visit(node, SWEEP, visit -> at(node, visit, claims))
                            .onFailure().invoke(failure -> LOG.infof("Media server %s was not swept: %s", node.url(),
                                    failure.getMessage()))
                            .onFailure().recoverWithItem(Map.<String, Integer>of()))
                    .collect().in(HashMap<String, Integer>::new, MediaSweeper::add)
                    .map(Map::copyOf);
        });
    }

    private Uni<Map<MediaClaims, List<Claim>>> claimed() {
        return Multi.createFrom().iterable(owners).onItem()
                .transformToUniAndConcatenate(kind -> kind.claims().map(claims -> Map.entry(kind, claims)))
                .collect().asMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    private Uni<Map<String, Integer>> at(Node node, Visits.Visit visit, Map<MediaClaims, List<Claim>> claims) {
        return visit.tags().map(Map::keySet).chain(there -> {
            Set<String> claimed = claims.values().stream().flatMap(List::stream).map(Claim::element)
                    .collect(Collectors.toSet());
            List<String> unclaimed = there.stream().filter(element -> !claimed.contains(element)).limit(MOST_STRAYS)
                    .toList();
            Map<String, Integer> found = new HashMap<>();
            return unclaimedTwice(node, unclaimed).chain(strays -> released(node, visit, strays))
                    .invoke(released -> found.put(STRAYS, released))
                    .chain(() -> missing(node, there, claims)).invoke(ended -> add(found, ended)).replaceWith(found);
        });
    }

    private Uni<List<String>> unclaimedTwice(Node node, List<String> unclaimed) {
        List<String> arguments = new ArrayList<>(List.of(Long.toString(remembered.toMillis())));
        arguments.addAll(unclaimed);
        return scripts.run("strays", List.of(Keys.strays(node.id())), arguments).map(answer -> {
            List<String> twice = new ArrayList<>();
            answer.forEach(element -> twice.add(element.toString()));
            return twice;
        });
    }

    private static Uni<Integer> released(Node node, Visits.Visit visit, List<String> strays) {
        if (strays.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        LOG.warnf("Media server %s: %d elements without a record are released, among them %s", node.url(),
                strays.size(),
                strays.get(0));
        return visit.release(strays);
    }

    /** @return how many owners ended, by their kind */
    private static Uni<Map<String, Integer>> missing(Node node, Set<String> there,
            Map<MediaClaims, List<Claim>> claims) {
        return Multi.createFrom().iterable(claims.entrySet()).onItem().transformToUniAndConcatenate(kind -> {
            Set<String> losers = kind.getValue().stream()
                    .filter(claim -> claim.node().equals(node.id()) && !there.contains(claim.element()))
                    .map(Claim::owner).collect(Collectors.toSet());
            return Multi.createFrom().iterable(losers).onItem()
                    .transformToUni(owner -> kind.getKey().missing(owner).onFailure()
                            .invoke(failure -> LOG.infof(
                                    "%s %s lacks an element; it is looked at in the next round: %s",
                                    kind.getKey().kind(), owner, failure.getMessage()))
                            .onFailure().recoverWithItem(false))
                    .merge(OWNERS_AT_ONCE).filter(ended -> ended).collect().asList()
                    .map(ended -> Map.of(kind.getKey().kind(), ended.size()));
        }).collect().in(HashMap<String, Integer>::new, MediaSweeper::add).map(Map::copyOf);
    }

    private static void add(Map<String, Integer> sum, Map<String, Integer> found) {
        found.forEach((kind, number) -> sum.merge(kind, number, Integer::sum));
    }
}
