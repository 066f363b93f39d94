package io.mediary.function;

import java.util.Optional;

/**
 * Who makes a call.
 *
 * @param authenticated may call more than the open commands; always true where authentication is off
 * @param user the authenticated user, or the name given at login where authentication is off
 * @param administrator may act on everybody's objects; true for everyone where authentication is off
 * @param connection the API connection that the call came by; empty for plain REST
 * @param idempotencyKey REST's {@code Idempotency-Key}: the same key from the same user answers as the first call did
 */
public record Caller(boolean authenticated, String user, boolean administrator, Optional<String> connection,
        Optional<String> idempotencyKey) {

    /** Whether this caller may see and steer an object that belongs to {@code owner}. */
    public boolean mayActOn(String owner) {
        return administrator || user.equals(owner);
    }
}
