package io.mediary.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mediary.testing.RedisProcess;

/** What is in Redis: whether something is under way, and what is left when everything is over. Thread-safe. */
final class Remains {

    /** What belongs to the instances, the media servers and the connections, and the logs. */
    private static final Pattern OTHERS = Pattern
            .compile(
                    "mediary:(instances|instance:.*|leaving:.*|users|sweep|nodes|node:.*|strays:.*|kurento:.*|kurento-of:.*|kurento-owners"
                            + "|sip:(gateways|lines|nonce-key|nonce:.*|bindings:.*)|user:conn:.*|\\{\\d+}:(log|trimmed|watches:.*|conn:.*|inbox:.*))");
    private static final Pattern WATCHERS = Pattern.compile("(mediary:\\{\\d+}:)watch:(.+)");
    /** What Redis says of the time of a key that is not there. */
    private static final long GONE = -2;
    private static final Pattern RECORD = Pattern.compile("mediary:\\{\\d+}:(s|r|c):[^:]+");
    /** Deadlines that may stand for long. */
    private static final Set<String> PATIENT = Set.of("wait", "ready", "timeout", "resume");

    private final RedisProcess redis;

    Remains(RedisProcess redis) {
        this.redis = redis;
    }

    /** Messages on their way, leases, creations: what somebody is at work on. */
    List<String> underWay() {
        List<String> found = new ArrayList<>();
        for (String key : redis.keys()) {
            if (key.endsWith("}:deadlines")) {
                redis.members(key).stream().filter(Remains::isWork).map(item -> key + " " + item).forEach(found::add);
            }
        }
        return found;
    }

    /** Everything of sessions, rooms and calls but the memory of their end. */
    List<String> left() {
        List<String> found = new ArrayList<>();
        Set<String> keys = redis.keys();
        for (String key : keys) {
            if (key.endsWith("}:deadlines") || key.endsWith("}:objects") || key.startsWith("mediary:user:s:")
                    || key.startsWith("mediary:user:r:") || key.startsWith("mediary:user:c:")) {
                redis.members(key).stream().filter(item -> !item.startsWith("[\"conn\"")).map(item -> key + " " + item)
                        .forEach(found::add);
            } else if (RECORD.matcher(key).matches()) {
                boolean ended = Long.valueOf(1).equals(redis.command("HEXISTS", key, "ended"));
                long left = (Long) redis.command("PTTL", key);
                // One whose time was over since the keys were read is gone.
                if (left != GONE && (!ended || left <= 0)) {
                    found.add(key + (ended ? " has no time to live" : " has not ended"));
                }
            } else if (WATCHERS.matcher(key).matches()) {
                Matcher watchers = WATCHERS.matcher(key);
                boolean session = watchers.matches() && keys.contains(watchers.group(1) + "s:" + watchers.group(2));
                found.addAll(session ? List.of(key) : List.of());
            } else if (!OTHERS.matcher(key).matches()) {
                found.add(key);
            }
        }
        return found;
    }

    private static boolean isWork(String item) {
        String[] words = item.replaceAll("[\\[\\]\"]", "").split(",", 4);
        return words.length != 3 || !PATIENT.contains(words[2]);
    }
}
