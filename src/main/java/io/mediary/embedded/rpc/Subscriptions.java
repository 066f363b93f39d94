package io.mediary.embedded.rpc;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Which sessions want which events of one object. A session that subscribes twice gets two subscriptions, and each
 * event once. Thread-safe.
 */
final class Subscriptions {

    private static final int MOST = 10_000;

    private record Wish(Session session, String event) {
    }

    private final Map<Wish, Set<String>> wishes = new HashMap<>();
    private int size;

    /** Adds a subscription and answers its id; fails when the object has 10,000. */
    synchronized String add(Session session, String event) throws RpcException {
        if (size >= MOST) {
            throw ErrorType.NOT_ENOUGH_RESOURCES.with("Too many subscriptions");
        }
        String id = UUID.randomUUID().toString();
        wishes.computeIfAbsent(new Wish(session, event), none -> new HashSet<>()).add(id);
        size++;
        return id;
    }

    /** Removes one subscription of the session; an unknown one is ignored. */
    synchronized void remove(Session session, String id) {
        wishes.entrySet().removeIf(each -> {
            if (each.getKey().session() == session && each.getValue().remove(id)) {
                size--;
            }
            return each.getValue().isEmpty();
        });
    }

    /** Removes everything of the session. */
    synchronized void remove(Session session) {
        wishes.entrySet().removeIf(each -> {
            boolean gone = each.getKey().session() == session;
            if (gone) {
                size -= each.getValue().size();
            }
            return gone;
        });
    }

    /** Removes everything. */
    synchronized void clear() {
        wishes.clear();
        size = 0;
    }

    /** The sessions that want this event. */
    synchronized List<Session> subscribers(String event) {
        return wishes.keySet().stream().filter(wish -> wish.event().equals(event)).map(Wish::session).toList();
    }
}
