package io.mediary.media;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import io.mediary.config.KurentoConfig;
import io.mediary.function.ErrorCode;
import io.mediary.function.Excerpt;
import io.mediary.function.Failure;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;

/**
 * Asks, before a media server is told to open a uri, whether it may. The rules are those of {@link UriRules}. The embedded
 * media server asks them again for each redirect and connects to addresses that were checked. Other media servers do not,
 * so the redirects of an http or https uri are followed here first. That finds redirects of honest servers; a server can
 * always answer the media server differently ({@code docs/operations.md}). Thread-safe, never blocks.
 */
@ApplicationScoped
public class UriCheck implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(UriCheck.class);
    /** The rules wait for the name service and the disk: threads that are stuck there must not become many. */
    private static final int MOST_AT_ONCE = 64;
    private static final Duration IN_ALL = Duration.ofSeconds(3);

    private final UriRules rules;
    private final boolean following;
    private final WebProbe probe;
    private final Duration inAll;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    @Inject
    UriCheck(Vertx vertx, ConfiguredUris uris, KurentoConfig kurento) {
        this(uris.rules(), kurento.urls().filter(urls -> !urls.isEmpty()).isPresent(), new WebProbe(vertx, IN_ALL),
                IN_ALL);
    }

    /**
     * A check with rules of its own.
     *
     * @param following whether redirects are followed here
     * @param inAll how long a check may take
     */
    UriCheck(UriRules rules, boolean following, WebProbe probe, Duration inAll) {
        this.rules = rules;
        this.following = following;
        this.probe = probe;
        this.inAll = inAll;
    }

    /**
     * Whether a player may open it.
     *
     * @param uri as the caller gave it
     * @return fails with {@code unauthorized} where it may not, by itself or by a redirect; the reason is in the log alone.
     *         Fails with {@code invalid_uri} where a server keeps its answer back until the 3 s of a check are over, with
     *         {@code timeout} where the name service or the disk does, and with {@code unavailable} where too many checks
     *         wait for those already. A server that cannot be reached or answers an error is no refusal: the player will
     *         tell
     */
    public Uni<Void> check(String uri) {
        return Uni.createFrom().deferred(() -> {
            long end = System.nanoTime() + inAll.toNanos();
            RedirectChain chain = new RedirectChain(this::ruled, probe);
            return ruled(uri).ifNoItem().after(inAll).fail().onFailure(TimeoutException.class)
                    .transform(late -> Failure.of(ErrorCode.TIMEOUT))
                    .chain(verdict -> followed(chain, uri, verdict, end));
        }).onFailure(Refusal.class).transform(refusal -> {
            LOG.infof("Not opened: %s: %s", Excerpt.of(uri), Excerpt.of(refusal.getMessage()));
            return Failure.of(ErrorCode.UNAUTHORIZED);
        });
    }

    /** Lets go of its sockets. */
    @Override
    @PreDestroy
    public void close() {
        probe.close();
    }

    private Uni<Void> followed(RedirectChain chain, String uri, UriRules.Verdict verdict, long end) {
        verdict.refusal().ifPresent(reason -> {
            throw new Refusal(reason);
        });
        if (!following || verdict.addresses().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
        return chain.follow(uri, verdict).ifNoItem().after(left).fail().onFailure(TimeoutException.class)
                .transform(late -> {
                    LOG.infof("Not opened: %s: it did not answer in time", Excerpt.of(uri));
                    return Failure.of(ErrorCode.INVALID_URI);
                });
    }

    /** What the rules say, from a worker thread. The place is given back by that thread alone, however long it takes. */
    private Uni<UriRules.Verdict> ruled(String uri) {
        return Uni.createFrom().deferred(() -> {
            if (!places.tryAcquire()) {
                return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
            }
            Supplier<UriRules.Verdict> verdict = () -> {
                try {
                    return rules.check(uri);
                } finally {
                    places.release();
                }
            };
            try {
                return submitted(verdict);
            } catch (RuntimeException e) {
                places.release();
                throw e;
            }
        });
    }

    private static <T> Uni<T> submitted(Supplier<T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Infrastructure.getDefaultWorkerPool().execute(() -> {
            try {
                done.complete(work.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return Uni.createFrom().completionStage(done);
    }
}
