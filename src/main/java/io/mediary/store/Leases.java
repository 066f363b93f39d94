package io.mediary.store;

import java.time.Duration;

/** What this instance knows, without asking Redis, of the leases that it holds. Thread-safe. */
public interface Leases {

    /**
     * Whether a lease will certainly be held for {@code time} from now, even if it cannot be renewed any more: what a caller asks before it
     * starts something that must not outlive the lease.
     */
    boolean outlasts(Lease lease, Duration time);
}
