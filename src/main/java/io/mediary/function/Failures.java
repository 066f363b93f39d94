package io.mediary.function;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

/**
 * The one place where what went wrong becomes a protocol answer. A {@link Failure} is an answer already; anything else
 * is an accident: it is logged once, under a reference that its caller gets too, and shows nothing else to the outside.
 */
@ApplicationScoped
public class Failures {

    private static final Logger LOG = Logger.getLogger(Failures.class);

    /**
     * @param problem any failure
     * @param what was being done, for the log; text from outside goes through {@link Excerpt}
     */
    public Answer.Error answer(Throwable problem, String what) {
        Throwable cause = unwrapped(problem);
        if (cause instanceof Failure failure) {
            return new Answer.Error(failure.code(), failure.getMessage());
        }
        if (cause instanceof TimeoutException || cause instanceof io.smallrye.mutiny.TimeoutException) {
            LOG.warnf("%s: a step took too long", what);
            return new Answer.Error(ErrorCode.TIMEOUT, ErrorCode.TIMEOUT.text(""));
        }
        String reference = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        LOG.errorf(cause, "%s failed, reference %s", what, reference);
        return new Answer.Error(ErrorCode.INTERNAL_ERROR, ErrorCode.INTERNAL_ERROR.text("") + " (" + reference + ")");
    }

    private static Throwable unwrapped(Throwable problem) {
        Throwable cause = problem;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
