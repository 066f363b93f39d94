package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;

class LossesTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final List<CompletableFuture<Void>> told = new CopyOnWriteArrayList<>();

    @Test
    void whoeverIsToTellWhileItIsBeingToldWaitsForThat() {
        Losses losses = losses();
        CompletableFuture<Void> one = losses.tell("n", "").subscribeAsCompletionStage();
        CompletableFuture<Void> other = losses.tell("n", "").subscribeAsCompletionStage();
        assertThat(told).hasSize(1);
        assertThat(losses.isTelling("n")).isTrue();
        told.get(0).complete(null);
        await(Uni.createFrom().completionStage(one));
        await(Uni.createFrom().completionStage(other));
        assertThat(losses.isTelling("n")).isFalse();
        assertThat(told).hasSize(1);
    }

    @Test
    void whatWasMadeUntilAPipelineWasReleasedIsToldBeforeTheNodeIsJudged() {
        Losses losses = losses();
        REDIS.command("HSET", "mediary:node:n", "verdict", "a", "leftover", "p");
        CompletableFuture<Void> one = losses.tell("n", "").subscribeAsCompletionStage();
        CompletableFuture<Void> released = losses.tell("n", "p").subscribeAsCompletionStage();
        told.get(0).complete(null);
        assertThat(told).hasSize(2);
        assertThat(one).isNotDone();
        assertThat(REDIS.command("HEXISTS", "mediary:node:n", "verdict").toInteger()).isOne();
        told.get(1).complete(null);
        await(Uni.createFrom().completionStage(one));
        await(Uni.createFrom().completionStage(released));
        assertThat(REDIS.command("EXISTS", "mediary:node:n").toInteger()).isZero();
    }

    @Test
    void whatCouldNotBeToldIsToldAgain() {
        Losses losses = losses();
        CompletableFuture<Void> failing = losses.tell("n", "").subscribeAsCompletionStage();
        told.get(0).completeExceptionally(new IllegalStateException("no"));
        assertThat(failing).isCompletedExceptionally();
        assertThat(losses.isTelling("n")).isFalse();
        losses.tell("n", "").subscribeAsCompletionStage();
        assertThat(told).hasSize(2);
    }

    private Losses losses() {
        return new Losses(new RedisNodeRegistry(new Scripts(REDIS.redis(), RealRedis.config()), "a",
                TestPlane.config()), new DeafMediaEvents() {

                    @Override
                    public Uni<Void> lost(String node) {
                        CompletableFuture<Void> done = new CompletableFuture<>();
                        told.add(done);
                        return Uni.createFrom().completionStage(done);
                    }
                });
    }
}
