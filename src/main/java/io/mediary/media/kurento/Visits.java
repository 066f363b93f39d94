package io.mediary.media.kurento;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;

import com.google.gson.JsonArray;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;

/**
 * Looks at everything in a node's pipeline, over a socket and in a Kurento session of their own, closed afterwards, because
 * naming an object keeps it alive for whoever names it. Thread-safe.
 */
final class Visits {

    private static final Duration GOODBYE = Duration.ofSeconds(2);
    /** The epoch of Kurento sessions that nobody owns. */
    private static final long NOBODYS = 0;

    private final Dialer dialer;
    private final RequestIds ids;

    Visits(Dialer dialer, RequestIds ids) {
        this.dialer = dialer;
        this.ids = ids;
    }

    /**
     * Visits a node.
     *
     * @param key what for: visits of the same key learn of the pipeline over the same line
     * @return what the work answers; fails with {@code unavailable}, {@code timeout}, {@code kms_error}
     */
    <T> Uni<T> visit(Node node, String key, Function<Visit, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Line line = node.anyLine(key).orElseThrow(() -> Failure.of(ErrorCode.UNAVAILABLE));
            String pipeline = line.pipeline().getId();
            return dialer.dial(node.address(), dialer.newContext())
                    .chain(socket -> new Visit(socket, node, pipeline).run(work))
                    .onFailure().transform(Visits::failure);
        });
    }

    private static Throwable failure(Throwable failure) {
        Throwable known = Fault.failure(failure);
        return known instanceof Failure ? known : Failure.of(ErrorCode.UNAVAILABLE);
    }

    /** One visit. */
    final class Visit {

        private final RpcSocket socket;
        private final Node node;
        private final Transport transport = new Transport(ids);
        private final KurentoClient client;
        private final Elements elements;
        private final String pipeline;

        private Visit(RpcSocket socket, Node node, String pipeline) {
            this.socket = socket;
            this.node = node;
            this.pipeline = pipeline;
            socket.listen(event -> {
            }, transport::detach);
            transport.attach(socket, NOBODYS);
            this.client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(transport);
            this.elements = new Elements(client);
        }

        private <T> Uni<T> run(Function<Visit, Uni<T>> work) {
            return Greeting.connect(transport, Optional.empty(), NOBODYS).invoke(this::enter)
                    .chain(() -> work.apply(this))
                    .onTermination().call(this::leave);
        }

        /** Also where nobody waits for the end of the work any more. */
        private Uni<Void> leave() {
            return Greeting.farewell(transport).ifNoItem().after(GOODBYE).fail()
                    .onFailure().recoverWithNull().invoke(socket::close);
        }

        private void enter(KurentoSession granted) {
            transport.enter(granted, () -> {
            });
        }

        /** The tags of each element of the pipeline. */
        Uni<Map<String, JsonArray>> tags() {
            return new Inventory(() -> new MediaTransaction(transport), elements,
                    client.getById(pipeline, MediaPipeline.class)).tags();
        }

        /** Releases elements, those that record once their files are complete. @return how many these were */
        Uni<Integer> release(List<String> found) {
            return new Releasing(() -> new MediaTransaction(transport), elements, found).run(node::released)
                    .replaceWith(found.size());
        }
    }
}
