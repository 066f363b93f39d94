package io.mediary.media.kurento;

import org.jboss.logging.Logger;

import com.google.gson.JsonObject;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.kurento.NodeRegistry.Standing;
import io.smallrye.mutiny.Uni;

/**
 * The one pipeline at a node in which all instances make their elements, and what is to be done when it, and all that was in
 * it, is gone. Thread-safe.
 */
final class SharedPipeline {

    private static final Logger LOG = Logger.getLogger(SharedPipeline.class);

    private final String node;
    private final Address address;
    private final NodeRegistry registry;
    private final Losses losses;
    private final Runnable renewed;
    private Admission admission = new Admission("", null);
    private String last = "";

    /**
     * A pipeline that is not known yet.
     *
     * @param renewed run before another pipeline than the last one is used: what was made in that is gone
     */
    SharedPipeline(String node, Address address, NodeRegistry registry, Losses losses, Runnable renewed) {
        this.node = node;
        this.address = address;
        this.registry = registry;
        this.losses = losses;
        this.renewed = renewed;
    }

    /**
     * The pipeline that all instances use with the process that a line just reached; tells first, if that is this
     * instance's duty, that everything that was made there before is gone.
     */
    synchronized Uni<String> admit(Line line) {
        String serverId = line.session().map(KurentoSession::serverId).orElse("");
        if (!admission.serverId().equals(serverId) || admission.pipeline() == null) {
            Uni<String> pipeline = reached(line, serverId).invoke(this::use).memoize()
                    .until(() -> !isAdmitted(serverId));
            admission = new Admission(serverId, pipeline);
            return pipeline.onFailure().invoke(() -> dismiss(serverId));
        }
        return admission.pipeline().onFailure().invoke(() -> dismiss(serverId));
    }

    /** Tells that the pipeline is gone though the process is the same, and agrees on another. */
    Uni<String> gone(Line line, String pipeline) {
        String serverId = line.session().map(KurentoSession::serverId).orElse("");
        LOG.infof("Media server %s: the pipeline is gone, with whatever was in it", address.url());
        dismiss(serverId);
        return registry.vanished(node, serverId, pipeline)
                .chain(first -> first ? losses.tell(node, "") : Uni.createFrom().voidItem()).chain(() -> admit(line));
    }

    /** The next line that comes up asks again which pipeline is used. */
    synchronized void forget() {
        admission = new Admission("", null);
    }

    private synchronized void use(String pipeline) {
        if (!pipeline.equals(last)) {
            last = pipeline;
            renewed.run();
        }
    }

    private Uni<String> reached(Line line, String serverId) {
        return registry.reached(node, address, serverId).chain(standing -> {
            if (standing instanceof Standing.Wait) {
                return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
            }
            if (standing instanceof Standing.Lost lost) {
                LOG.warnf("Media server %s: what was made there before is over", address.url());
                return released(line, lost.leftover()).chain(() -> losses.tell(node, lost.leftover()))
                        .chain(() -> reached(line, serverId));
            }
            String pipeline = standing instanceof Standing.Known known ? known.pipeline() : "";
            return pipeline.isEmpty() ? agree(line, serverId) : Uni.createFrom().item(pipeline);
        });
    }

    /** A node that was given up and comes back: nothing names what it still has. */
    private static Uni<Void> released(Line line, String leftover) {
        return leftover.isEmpty() ? Uni.createFrom().voidItem() : release(line, leftover);
    }

    /** Makes a pipeline and proposes it; where another was quicker, ours is released. */
    private Uni<String> agree(Line line, String serverId) {
        JsonObject creation = new JsonObject();
        creation.addProperty("type", "MediaPipeline");
        return line.transport().call("create", creation)
                .map(result -> result.getAsJsonObject().get("value").getAsString())
                .chain(made -> registry.agree(node, serverId, made)
                        .onFailure().call(() -> releaseOurs(line, made))
                        .call(agreed -> agreed.equals(made)
                                ? Uni.createFrom().voidItem()
                                : releaseOurs(line, made)))
                .onItem().transformToUni(agreed -> agreed.isEmpty()
                        ? Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE))
                        : Uni.createFrom().item(agreed));
    }

    private static Uni<Void> releaseOurs(Line line, String pipeline) {
        return release(line, pipeline)
                .onFailure().invoke(failure -> LOG.warnf(failure, "Pipeline %s was not released", pipeline))
                .onFailure().recoverWithNull();
    }

    /** Releasing what is gone already is no error. */
    private static Uni<Void> release(Line line, String pipeline) {
        JsonObject release = new JsonObject();
        release.addProperty("object", pipeline);
        return line.transport().call("release", release).replaceWithVoid();
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
