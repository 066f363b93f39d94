package io.mediary.store;

import java.util.Set;

import org.jboss.logging.Logger;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.TimeoutException;
import io.vertx.redis.client.impl.types.ErrorType;

/** What a failure of Redis means. Thread-safe: only pure functions, and a line in the log. */
final class RedisTrouble {

    private static final Logger LOG = Logger.getLogger(RedisTrouble.class);

    /** Errors of ours: a script that is wrong, or keys of more than one slot. */
    private static final Set<String> WRONG = Set.of("ERR", "WRONGTYPE", "CROSSSLOT", "NOPERM");

    /**
     * What passes. An error inside a script comes as {@code ERR} with these words in its text; Redis 6.2 wraps those of other
     * commands likewise.
     */
    private static final Set<String> PASSES = Set.of("non local key", "cluster is down", "READONLY", "MASTERDOWN",
            "NOREPLICAS", "LOADING", "MISCONF", "OOM", "max number of clients", "CLUSTERDOWN");

    private RedisTrouble() {
    }

    /** The failure as the rest of Mediary knows it: {@code unavailable}, or {@code internal_error} where a call was wrong. */
    static Throwable failure(Throwable trouble, String what) {
        Throwable cause = cause(trouble);
        if (cause instanceof Failure) {
            return cause;
        }
        if (cause instanceof ErrorType error && WRONG.stream().anyMatch(error::is) && !passes(error)) {
            LOG.errorf("Redis refuses %s: %s", what, error.getMessage());
            return Failure.of(ErrorCode.INTERNAL_ERROR);
        }
        LOG.debugf("%s: Redis is not available: %s", what,
                cause instanceof TimeoutException ? "no answer in time" : cause);
        return Failure.of(ErrorCode.UNAVAILABLE);
    }

    /** This Redis does not know the script yet. */
    static boolean isUnknownScript(Throwable trouble) {
        return trouble instanceof ErrorType error && error.is("NOSCRIPT");
    }

    /** The partition's slot is on its way to another node of the cluster: the script has done nothing (see {@code prelude.lua}). */
    static boolean isSlotOnTheMove(Throwable trouble) {
        return trouble instanceof ErrorType error && error.getMessage().contains("non local key");
    }

    /** The connection was closed before anything was sent on it. */
    static boolean isUnsent(Throwable trouble) {
        return !(trouble instanceof ErrorType) && "Connection is closed".equals(trouble.getMessage());
    }

    private static boolean passes(ErrorType error) {
        return PASSES.stream().anyMatch(error.getMessage()::contains);
    }

    private static Throwable cause(Throwable trouble) {
        return trouble instanceof CompositeException many && !many.getCauses().isEmpty()
                ? many.getCauses().get(0)
                : trouble;
    }
}
