package io.mediary.connection;

import java.util.List;
import java.util.Map;

import io.mediary.event.LogPosition;
import io.mediary.event.Subscription;
import io.mediary.function.Authentication.Principal;
import io.mediary.store.NewRecord.ConnectionRef;

/**
 * A connection's record as its socket got it.
 *
 * @param ref id and epoch
 * @param principal who it belongs to
 * @param subscriptions of a resumed one, in their order
 * @param positions of a resumed one: by partition, what its client is known to have
 */
record Admission(ConnectionRef ref, Principal principal, List<Subscription> subscriptions,
        Map<Integer, LogPosition> positions) {
}
