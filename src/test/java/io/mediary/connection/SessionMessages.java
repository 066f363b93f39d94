package io.mediary.connection;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;

/** Takes the messages to sessions, where the sessions themselves are left out of a test. */
@ApplicationScoped
@IfBuildProperty(name = "test.doors-only", stringValue = "true")
public class SessionMessages implements DueHandler {

    private final Map<String, Integer> down = new ConcurrentHashMap<>();

    @Override
    public String kind() {
        return "s";
    }

    @Override
    public Uni<Void> due(Due due) {
        if (due.name().equals("connection_down")) {
            down.merge(due.object(), 1, Integer::sum);
        }
        return Uni.createFrom().voidItem();
    }

    /** How often a session was told that its connection is down. */
    int got(String session) {
        return down.getOrDefault(session, 0);
    }
}
