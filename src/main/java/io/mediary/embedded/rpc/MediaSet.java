package io.mediary.embedded.rpc;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jboss.logging.Logger;

/**
 * The objects that live and the sessions that keep them alive. A session references an object by naming it, and with it
 * the object's parents; an object that no session references any more is destroyed with its children. Thread-safe;
 * objects are closed outside the lock.
 */
final class MediaSet {

    private static final Logger LOG = Logger.getLogger(MediaSet.class);
    private static final int MOST_OBJECTS = 100_000;
    private static final int MOST_SESSIONS = 10_000;

    private final Map<String, MediaObject> objects = new HashMap<>();
    private final Map<String, Session> sessions = new HashMap<>();
    private final ServerObject server;

    /** Makes the set with the one object that is always there. */
    MediaSet(ServerObject server) {
        this.server = server;
        objects.put(server.id(), server);
    }

    /** The session of this id, made where there is none. */
    synchronized Session session(String id) throws RpcException {
        Session session = sessions.get(id);
        if (session == null) {
            if (sessions.size() >= MOST_SESSIONS) {
                throw ErrorType.NOT_ENOUGH_RESOURCES.with("Too many sessions");
            }
            session = new Session(id);
            sessions.put(id, session);
        }
        session.used = true;
        return session;
    }

    /** The session of this id; fails where it is not known, that is references nothing since it was made or collected. */
    synchronized Session known(String id) throws RpcException {
        Session session = sessions.get(id);
        if (session == null || !session.known) {
            throw ErrorType.INVALID_SESSION.with("Invalid session");
        }
        session.used = true;
        return session;
    }

    /** An open socket keeps its session in use. */
    synchronized void keepAlive(Session session) {
        session.used = true;
    }

    /** The object of this id, referenced by the session from now on. */
    synchronized MediaObject find(Session session, String id) throws RpcException {
        MediaObject object = objects.get(id);
        if (object == null) {
            throw RpcException.noObject(id);
        }
        reference(session, object);
        return object;
    }

    /** Adds a new object. The session references it, and so does whoever references its parent. */
    synchronized void add(Session session, MediaObject object) throws RpcException {
        if (objects.size() > MOST_OBJECTS) {
            throw ErrorType.NOT_ENOUGH_RESOURCES.with("Too many objects");
        }
        if (object.parent().isPresent()) {
            MediaObject parent = object.parent().get();
            if (objects.get(parent.id()) != parent) {
                throw RpcException.noObject(parent.id());
            }
            parent.children.add(object);
            parent.holders.forEach(holder -> reference(holder, object));
        }
        objects.put(object.id(), object);
        reference(session, object);
    }

    /** Removes one subscription; what is unknown is ignored. */
    void unsubscribe(Session session, String objectId, String subscription) {
        MediaObject object;
        synchronized (this) {
            object = objects.get(objectId);
        }
        if (object != null) {
            object.subscriptions().remove(session, subscription);
        }
    }

    /** Destroys an object and its children, whoever references them; an unknown one is ignored. */
    void release(String id) {
        MediaObject object;
        synchronized (this) {
            object = objects.get(id);
        }
        if (object != null && object != server) {
            destroy(List.of(object));
        }
    }

    /** Drops one session's reference to the object and its children. */
    void unreference(Session session, String id) throws RpcException {
        List<MediaObject> abandoned = new ArrayList<>();
        synchronized (this) {
            MediaObject object = objects.get(id);
            if (object == null) {
                throw RpcException.noObject(id);
            }
            unreference(session, object, abandoned);
        }
        destroy(abandoned);
    }

    /** Ends a session: its references are dropped, or with `release` its objects destroyed. */
    void close(Session session, boolean release) {
        List<MediaObject> doomed = new ArrayList<>();
        synchronized (this) {
            if (release) {
                session.held.stream().filter(object -> object != server).forEach(doomed::add);
            }
            forget(session, doomed);
        }
        destroy(doomed);
    }

    /** One round of the garbage collector: sessions that nobody used since the last round end. */
    void collect() {
        List<MediaObject> abandoned = new ArrayList<>();
        synchronized (this) {
            for (Session session : List.copyOf(sessions.values())) {
                if (!session.used) {
                    sessions.remove(session.id());
                    forget(session, abandoned);
                }
                session.used = false;
            }
        }
        destroy(abandoned);
    }

    /** Destroys everything. */
    void clear() {
        List<MediaObject> all;
        synchronized (this) {
            all = objects.values().stream().filter(object -> object != server).toList();
        }
        destroy(all);
    }

    /** How many objects live, the server's own not counted. */
    synchronized int size() {
        return objects.size() - 1;
    }

    /** The ids of the sessions that are known, sorted. */
    synchronized List<String> sessionIds() {
        return sessions.values().stream().filter(session -> session.known).map(Session::id).sorted().toList();
    }

    /** The objects without parent, the server's own not counted, sorted by id. */
    synchronized List<MediaObject> pipelines() {
        return sorted(objects.values().stream().filter(object -> object instanceof MediaPipeline).toList());
    }

    /** The children of an object, sorted by id. */
    synchronized List<MediaObject> children(MediaObject object) {
        return sorted(object.children);
    }

    private static List<MediaObject> sorted(Collection<MediaObject> unsorted) {
        return unsorted.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    }

    private void reference(Session session, MediaObject object) {
        sessions.putIfAbsent(session.id(), session);
        session.known = true;
        session.used = true;
        session.held.add(object);
        object.holders.add(session);
        object.parent().ifPresent(parent -> reference(session, parent));
    }

    private void unreference(Session session, MediaObject object, List<MediaObject> abandoned) {
        if (!object.holders.remove(session)) {
            return;
        }
        session.held.remove(object);
        object.subscriptions().remove(session);
        object.children.forEach(child -> unreference(session, child, abandoned));
        if (object.holders.isEmpty() && object != server) {
            abandoned.add(object);
        }
    }

    private void forget(Session session, List<MediaObject> abandoned) {
        List.copyOf(session.held).forEach(object -> unreference(session, object, abandoned));
        session.known = false;
    }

    private void destroy(List<MediaObject> doomed) {
        List<MediaObject> removed = new ArrayList<>();
        synchronized (this) {
            doomed.forEach(object -> remove(object, removed));
        }
        for (MediaObject object : removed) {
            try {
                object.close();
            } catch (RuntimeException e) {
                LOG.errorf(e, "Media object %s failed to close", object.id());
            }
            server.destroyed(object);
        }
    }

    /** Children go first. Nobody hears of what closing them does to connections among themselves. */
    private void remove(MediaObject object, List<MediaObject> removed) {
        if (!objects.remove(object.id(), object)) {
            return;
        }
        List.copyOf(object.children).forEach(child -> remove(child, removed));
        object.parent().ifPresent(parent -> parent.children.remove(object));
        object.holders.forEach(holder -> holder.held.remove(object));
        object.holders.clear();
        object.subscriptions().clear();
        removed.add(object);
    }
}
