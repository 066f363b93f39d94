package io.mediary.call;

import java.util.Optional;

/**
 * Whom a caller wants to reach.
 *
 * @param name a user, a connection's id, or a SIP address
 * @param type which of them; empty: to be found out
 * @param after seconds after the call's beginning that it shall ring
 * @param ring seconds that it shall ring at most
 */
record Destination(String name, Optional<Leg.Type> type, int after, int ring) {
}
