package io.mediary.store;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;

/** Takes entries out of indexes whose records are gone: of the partitions' objects, and of the objects of connected users. Thread-safe. */
@ApplicationScoped
public class IndexSweeper implements Sweeper {

    private static final String ENTRIES = "index";
    private static final int USERS_AT_ONCE = 8;

    private final Scripts scripts;
    private final OwnerIndex owners;

    IndexSweeper(Scripts scripts, OwnerIndex owners) {
        this.scripts = scripts;
        this.owners = owners;
    }

    @Override
    public Set<String> kinds() {
        return Set.of(ENTRIES);
    }

    @Override
    public Uni<Map<String, Integer>> sweep() {
        return ofPartitions().chain(objects -> ofUsers().map(users -> Map.of(ENTRIES, objects + users)));
    }

    private Uni<Integer> ofPartitions() {
        List<Scripts.Call> calls = IntStream.range(0, Partition.COUNT)
                .mapToObj(number -> new Scripts.Call("unindexed", List.of(Keys.objects(new Partition(number))),
                        List.of()))
                .toList();
        return scripts.together(calls)
                .map(answers -> answers.stream().mapToInt(answer -> answer.toInteger()).sum());
    }

    private Uni<Integer> ofUsers() {
        return scripts.command(Command.SMEMBERS, Keys.USERS).map(OwnerIndex::texts)
                .onItem().transformToMulti(users -> Multi.createFrom().iterable(users))
                .onItem().transformToUni(owners::mend).merge(USERS_AT_ONCE)
                .collect().asList().map(mended -> mended.stream().mapToInt(Integer::intValue).sum());
    }
}
