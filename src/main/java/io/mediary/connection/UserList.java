package io.mediary.connection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** Who is connected: administrators see everyone, others themselves. */
@ApplicationScoped
@Command(value = "core/user/list", summary = "Lists users with the ids of their connections.")
public class UserList implements Function<UserList.Input, Map<String, List<String>>> {

    private final Users users;

    UserList(Users users) {
        this.users = users;
    }

    /** No fields. */
    @RegisterForReflection
    public record Input() {
    }

    @Override
    public Uni<Map<String, List<String>>> call(Input input, Caller caller) {
        return users.list(CoreCalls.asker(caller)).map(all -> {
            Map<String, List<String>> ids = new LinkedHashMap<>();
            all.forEach((user, records) -> ids.put(user, records.stream().map(ConnectionRecord::id).toList()));
            return ids;
        });
    }
}
