package io.mediary.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.mediary.config.StoreConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.redis.client.Redis;

/** The store as two instances, {@code one} and {@code two}, see it: each with a client of its own. */
final class TwoInstances {

    final Set<String> dead = ConcurrentHashMap.newKeySet();
    final Side one;
    final Side two;

    TwoInstances(RealRedis redis, StoreConfig config) {
        this(redis.redis(), redis.vertx(), config);
    }

    TwoInstances(Redis redis, Vertx vertx, StoreConfig config) {
        one = new Side(redis, vertx, config, "one");
        two = new Side(redis, vertx, config, "two");
    }

    /** One instance's. */
    final class Side {

        final Scripts scripts;
        final DueItems due;
        final OwnerIndex owners;
        final HeldLeases held;
        final RedisRecords records;
        final RedisCandidates candidates;
        final List<DueItems.Claimed> handed = new CopyOnWriteArrayList<>();

        private Side(Redis redis, Vertx vertx, StoreConfig config, String id) {
            scripts = new Scripts(redis, config);
            due = new DueItems(scripts, config);
            owners = new OwnerIndex(scripts, config);
            held = new HeldLeases(scripts, vertx.getDelegate(), config);
            records = new RedisRecords(scripts, owners, held, this::carry, new Live(id), vertx.getDelegate(),
                    config);
            candidates = new RedisCandidates(scripts);
        }

        /** What is for the owners' indexes is brought there; the rest is kept for the test to see. */
        private Uni<Void> carry(List<DueItems.Claimed> messages) {
            handed.addAll(messages);
            List<Uni<Void>> brought = messages.stream()
                    .filter(message -> message.due().kind().equals(owners.kind()))
                    .map(message -> owners.due(message.due()).chain(() -> due.done(List.of(message)))).toList();
            Uni<Void> all = brought.isEmpty()
                    ? Uni.createFrom().voidItem()
                    : Uni.join().all(brought).andFailFast().replaceWithVoid();
            return Uni.createFrom().completionStage(all.subscribeAsCompletionStage());
        }
    }

    private final class Live implements LiveInstances {

        private final String id;

        private Live(String id) {
            this.id = id;
        }

        @Override
        public String self() {
            return id;
        }

        @Override
        public boolean alive(String instance) {
            return !dead.contains(instance);
        }
    }
}
