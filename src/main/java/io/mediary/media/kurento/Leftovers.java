package io.mediary.media.kurento;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jboss.logging.Logger;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/**
 * Finds what was made by its label, and releases it: after a creation of which nobody knows how far
 * it went. It works in a Kurento session of its own, closed afterwards, because naming an object keeps it alive for
 * whoever names it. Thread-safe.
 */
final class Leftovers {

    private static final Logger LOG = Logger.getLogger(Leftovers.class);
    /** The server may still be at work on the creation when the first look finds nothing: there is a look after each pause. */
    private static final List<Long> PAUSES_MS = List.of(1_000L, 5_000L, 15_000L, 30_000L);

    private final Nodes nodes;
    private final Dialer dialer;
    private final RequestIds ids;
    private final Vertx vertx;

    Leftovers(Nodes nodes, Dialer dialer, RequestIds ids) {
        this.nodes = nodes;
        this.dialer = dialer;
        this.ids = ids;
        this.vertx = dialer.vertx();
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
            Line line = node.anyLine(label.value()).orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
            String pipeline = line.pipeline().getId();
            return dialer.dial(node.address(), dialer.newContext())
                    .chain(socket -> new Search(socket, node, pipeline, label, except).run().eventually(socket::close))
                    .onFailure().transform(Leftovers::failure);
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

    private static Throwable failure(Throwable failure) {
        Throwable known = Fault.failure(failure);
        return known instanceof Failure ? known : Failure.of(ErrorCode.UNAVAILABLE);
    }

    /** One look at a pipeline over a socket of its own. */
    private final class Search {

        private final Node node;
        private final Label label;
        private final Set<String> except;
        private final Transport transport = new Transport(ids);
        private final KurentoClient client;
        private final Elements elements;
        private final String pipeline;

        Search(RpcSocket socket, Node node, String pipeline, Label label, Set<String> except) {
            this.node = node;
            this.label = label;
            this.except = except;
            this.pipeline = pipeline;
            socket.listen(event -> {
            }, transport::detach);
            transport.attach(socket, 0);
            this.client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(transport);
            this.elements = new Elements(client);
        }

        Uni<Integer> run() {
            return transport.call("connect", new JsonObject()).invoke(this::enter)
                    .chain(() -> new Inventory(() -> new MediaTransaction(transport), elements,
                            client.getById(pipeline, MediaPipeline.class)).tags())
                    .map(this::ours)
                    .chain(this::releaseAll)
                    .onItemOrFailure().call((released, failure) -> transport.call("closeSession", new JsonObject())
                            .onFailure().recoverWithNull());
        }

        private void enter(JsonElement welcome) {
            JsonObject granted = welcome.getAsJsonObject();
            transport.enter(new KurentoSession(granted.get("sessionId").getAsString(),
                    granted.get("serverId").getAsString(), 0), () -> {
                    });
        }

        private List<String> ours(Map<String, JsonArray> tags) {
            return tags.entrySet().stream()
                    .filter(each -> label.value().equals(Label.among(each.getValue(), label.key()).orElse("")))
                    .map(Map.Entry::getKey).filter(element -> !except.contains(element)).toList();
        }

        private Uni<Integer> releaseAll(List<String> found) {
            return new Releasing(() -> new MediaTransaction(transport), elements, found).run(node::released)
                    .replaceWith(found.size());
        }
    }
}
