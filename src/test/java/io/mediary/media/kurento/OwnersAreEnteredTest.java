package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;

class OwnersAreEnteredTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    private final KurentoSession session = new KurentoSession("k1", "server", 1);

    @Test
    void anOwnerThatCameToSomethingMeanwhileIsNotForgotten() {
        await(registry("a").hold("n", session));
        await(ownership().forget("a"));
        assertThat(await(ownership().owners())).containsExactly("a");
    }

    @Test
    void anOwnerOfNothingIsForgotten() {
        await(registry("a").hold("n", session));
        await(registry("a").forget(session));
        await(ownership().forget("a"));
        assertThat(await(ownership().owners())).isEmpty();
    }

    @Test
    void whatAnotherHasIsNotInOnesList() {
        await(registry("a").hold("n", session));
        await(ownership().pass("k1", "a", "b"));
        assertThat(await(registry("a").hold("n", session))).isFalse();
        assertThat(await(ownership().sessionsOf("a"))).isEmpty();
        assertThat(await(ownership().sessionsOf("b"))).containsExactly("k1");
    }

    @Test
    void whatCameBackWithAnotherEpochStaysInTheList() {
        await(registry("a").hold("n", session));
        await(ownership().pass("k1", "a", "b"));
        await(ownership().pass("k1", "b", "a"));
        assertThat(await(registry("a").hold("n", session))).isFalse();
        assertThat(await(ownership().sessionsOf("a"))).containsExactly("k1");
    }

    private static Ownership ownership() {
        return new RedisOwnership(new Scripts(REDIS.redis(), RealRedis.config()));
    }

    private static NodeRegistry registry(String instance) {
        return new RedisNodeRegistry(new Scripts(REDIS.redis(), RealRedis.config()), instance, TestPlane.config());
    }
}
