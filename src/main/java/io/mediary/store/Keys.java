package io.mediary.store;

/**
 * The names of all keys and channels in Redis; {@code lua/prelude.lua} builds the same names for a partition inside scripts. All keys of one partition
 * carry its hash tag, so one script may touch any of them. Thread-safe: only pure functions.
 */
public final class Keys {

    /** The sorted set of heartbeats: instance id, Redis time of the last one in milliseconds. */
    public static final String INSTANCES = "mediary:instances";

    /** Those of the instances that do not stay: told to stop, or no keepers (sorted set: instance id, Redis time of the last heartbeat that said so); beside the former in a cluster. */
    public static final String LEAVING = "mediary:leaving:{" + INSTANCES + "}";

    /** Whoever may own Kurento sessions (set of instance ids). */
    public static final String KURENTO_OWNERS = "mediary:kurento-owners";

    /** Whose turn it is to sweep (string: an instance), until the round is over or nearly an interval long. */
    public static final String SWEEP = "mediary:sweep";

    /** The users that have API connections (set). */
    public static final String USERS = "mediary:users";

    /** The ids of the Kurento nodes that are known (set). */
    public static final String NODES = "mediary:nodes";

    /** The secret that signs links to recordings (string, Base64): made once, shared by all instances. */
    public static final String LINK_KEY = "mediary:link-key";

    /** The recordings that are over and have a file (sorted set: id, beginning and size; when it ended). */
    public static final String RECORDINGS_KEPT = "mediary:{recordings}:kept";

    /** How many bytes those take together. */
    public static final String RECORDINGS_BYTES = "mediary:{recordings}:bytes";

    /** The API connections of SIP gateways (hash: connection, the instance that has it). */
    public static final String SIP_LINES = "mediary:sip:lines";

    /** The SIP gateways that take calls (hash: instance, API connection on which it is invited). */
    public static final String SIP_GATEWAYS = "mediary:sip:gateways";

    private Keys() {
    }

    /** The channel on which an instance hears its bells. */
    public static String channel(String instance) {
        return "mediary:i:" + instance;
    }

    /** What a live instance tells of itself (string, JSON); expires when it is silent. */
    public static String instance(String id) {
        return "mediary:instance:" + id;
    }

    /** The record of an object (hash). */
    public static String record(Kind kind, String id) {
        return record(kind.key(), id);
    }

    /** The record of an object (hash), by the key part of its kind; {@code conn} names API connections. */
    public static String record(String kind, String id) {
        return in(Partition.of(id)) + kind + ":" + id;
    }

    /** An API connection (hash). */
    public static String connection(String id) {
        return record("conn", id);
    }

    /** The objects that an API connection made (set of {@code s:ID}). */
    public static String connectionObjects(String id) {
        return connection(id) + ":objects";
    }

    /** Requests that wait for an API connection's client (stream). */
    public static String inbox(String connection) {
        return in(Partition.of(connection)) + "inbox:" + connection;
    }

    /** The dialogs of a SIP gateway's connection (hash: our tag, JSON). */
    public static String sipDialogs(String connection) {
        return connection(connection) + ":dialogs";
    }

    /** The members of a room (hash). */
    public static String members(String room) {
        return in(Partition.of(room)) + "members:" + room;
    }

    /** A client's candidates that wait for the endpoint (list). */
    public static String clientCandidates(Kind kind, String id) {
        return in(Partition.of(id)) + "candidates:" + kind.key() + ":" + id + ":client";
    }

    /** The media server's candidates that wait for the SDP (list). */
    public static String mediaCandidates(Kind kind, String id) {
        return in(Partition.of(id)) + "candidates:" + kind.key() + ":" + id + ":media";
    }

    /** A partition's log of events (stream). */
    public static String log(Partition partition) {
        return in(partition) + "log";
    }

    /** What is due when in a partition (sorted set, Redis milliseconds). */
    public static String deadlines(Partition partition) {
        return in(partition) + "deadlines";
    }

    /** The objects of a partition (set of {@code s:ID}). */
    public static String objects(Partition partition) {
        return in(partition) + "objects";
    }

    /** The objects that an instance watches in a partition (set): what is to be swept when it dies. */
    public static String watches(Partition partition, String instance) {
        return in(partition) + "watches:" + instance;
    }

    /** A user's objects of a kind (sorted set: id, Redis time of the entry in milliseconds). */
    public static String user(Kind kind, String user) {
        return "mediary:user:" + kind.key() + ":" + user;
    }

    /** What a user has ring at others (sorted set: call and number of the leg, until when it may); expires. */
    public static String ringingOf(String user) {
        return "mediary:user:ringing:" + user;
    }

    /** What rings at an API connection (sorted set, the same); expires. */
    public static String ringingAt(String connection) {
        return connection(connection) + ":ringing";
    }

    /** A user's API connections (sorted set: id, time of the entry in milliseconds by its writer's clock). */
    public static String connectionsOf(String user) {
        return "mediary:user:conn:" + user;
    }

    /**
     * The field of a connection's hash that holds a subscription; its value is {@code NUMBER|JSON}, numbered in the order of subscription.
     * {@code *} stands for any.
     */
    public static String subscription(String eventClass, String subclass, String type, String object) {
        return "sub:" + eventClass + "|" + subclass + "|" + type + "|" + object;
    }

    /** The secret that signs nonces of SIP digests (string, Base64): made once, shared by all gateways. */
    public static String sipNonceKey() {
        return "mediary:sip:nonce-key";
    }

    /** How often a nonce was used (string); expires with it. */
    public static String sipNonce(String nonce) {
        return "mediary:sip:nonce:" + nonce;
    }

    /** The registered contacts of a user (hash: contact, until when and what). */
    public static String sipBindings(String user) {
        return "mediary:sip:bindings:" + user;
    }

    /** A Kurento node (hash). */
    public static String node(String id) {
        return "mediary:node:" + id;
    }

    /** The elements at a Kurento node that no record named in the last round of the sweep (set). */
    public static String strays(String node) {
        return "mediary:strays:" + node;
    }

    /** A Kurento session (hash). */
    public static String kurento(String session) {
        return "mediary:kurento:" + session;
    }

    /** The Kurento sessions of an instance (set): each is entered before its record is written, and removed after it. */
    public static String kurentoOf(String instance) {
        return "mediary:kurento-of:" + instance;
    }

    /** What all keys of a partition begin with. */
    static String in(Partition partition) {
        return "mediary:{" + partition.number() + "}:";
    }
}
