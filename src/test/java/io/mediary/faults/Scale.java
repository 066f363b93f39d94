package io.mediary.faults;

import java.time.Duration;

import io.mediary.testing.Extent;

/**
 * How much of the suite runs.
 *
 * @param whole every fault
 * @param instances of the application
 * @param clients that hold the sessions
 * @param sessions at least, all clients' together
 * @param commands a second: some more than are promised, for a moment without clients counts, too
 * @param watch how long the load goes on after a fault, when everybody is connected again
 */
record Scale(boolean whole, int instances, int clients, int sessions, int commands, Duration watch) {

    /** What this run was started for. */
    static Scale ofThisRun() {
        return Extent.isWhole()
                ? new Scale(true, 3, 10, 210, 56, Duration.ofSeconds(10))
                : new Scale(false, 3, 6, 96, 25, Duration.ofSeconds(3));
    }
}
