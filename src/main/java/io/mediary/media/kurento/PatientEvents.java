package io.mediary.media.kurento;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaSnapshot;
import io.mediary.store.Uncut;
import io.smallrye.mutiny.Uni;

/**
 * Tells an event until it was taken, as long as what stands in the way is Redis: the events behind it wait in their session's {@link EventLane}, in
 * order, with only the newest state of each subject where there are too many. Other failures are the caller's, and so is an event that was not taken for
 * ten minutes. Whoever cancels has it tried no more; an attempt under way comes to its end. Thread-safe.
 */
final class PatientEvents implements MediaEvents {

    /** Longer than any wait for a lease or a media server. */
    private static final Duration HANDLING = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

    private final MediaEvents target;
    private final Supplier<Uni<Void>> back;

    /** {@code back} completes when Redis answers (again). */
    PatientEvents(MediaEvents target, Supplier<Uni<Void>> back) {
        this.target = target;
        this.back = back;
    }

    @Override
    public Uni<Void> on(MediaEvent event) {
        return told(() -> target.on(event));
    }

    @Override
    public Uni<Void> found(MediaSnapshot snapshot) {
        return told(() -> target.found(snapshot));
    }

    @Override
    public Uni<Void> lost(String node) {
        return target.lost(node);
    }

    private Uni<Void> told(Supplier<Uni<Void>> telling) {
        return Uni.createFrom().deferred(() -> told(telling, FIRST_PAUSE, System.nanoTime() + PATIENCE.toNanos()));
    }

    private Uni<Void> told(Supplier<Uni<Void>> telling, Duration pause, long end) {
        // A handler that is cancelled would leave its lease to run out, and others wait for Redis as well.
        return Uncut.of(() -> Uni.createFrom().deferred(telling::get).ifNoItem().after(HANDLING)
                .failWith(() -> Failure.of(ErrorCode.TIMEOUT)))
                .onFailure(trouble -> passes(trouble) && System.nanoTime() - end < 0)
                .recoverWithUni(() -> Uni.createFrom().voidItem().onItem().delayIt()
                        .by(jittered(pause)).chain(() -> Uncut.of(back::get))
                        .chain(() -> told(telling, longer(pause), end)));
    }

    /** Redis is away, or somebody holds the session's lease: perhaps our own attempt that takes too long. */
    private static boolean passes(Throwable trouble) {
        return trouble instanceof Failure failure
                && (failure.code() == ErrorCode.UNAVAILABLE || failure.code() == ErrorCode.TIMEOUT);
    }

    private static Duration jittered(Duration pause) {
        return Duration.ofMillis(pause.toMillis() * ThreadLocalRandom.current().nextInt(50, 101) / 100);
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
    }
}
