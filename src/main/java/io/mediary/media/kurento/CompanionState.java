package io.mediary.media.kurento;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvent.PlayerFailed;
import io.mediary.media.MediaEvent.RecorderChanged;
import io.mediary.media.MediaEvent.RecorderFailed;
import io.mediary.media.MediaSnapshot;

/**
 * What was last told of a session's players and recorders, so that only changes are told again: Kurento tells of one failure
 * several times. Not thread-safe.
 */
final class CompanionState {

    private final Set<String> flowed = new HashSet<>();
    private final Set<String> failed = new HashSet<>();
    private final Map<String, RecorderChanged.State> recorders = new HashMap<>();

    /** Media comes out of a player: its file is open, and what went wrong before is over. */
    void flows(String player) {
        flowed.add(player);
        failed.remove(player);
    }

    /** What was seen of them counts as told. */
    void seen(MediaSnapshot snapshot) {
        recorders.putAll(snapshot.recorders());
    }

    /** What is to be told of an event, which may be nothing. */
    Optional<MediaEvent> change(MediaEvent event) {
        if (event instanceof PlayerFailed failure) {
            boolean opened = failure.opened() && flowed.contains(failure.player());
            return failed.add(failure.player())
                    ? Optional
                            .of(new PlayerFailed(failure.sessionId(), failure.player(), failure.description(), opened))
                    : Optional.empty();
        }
        if (event instanceof RecorderFailed failure) {
            return Optional.of(event).filter(told -> failed.add(failure.recorder()));
        }
        if (event instanceof RecorderChanged changed) {
            if (changed.state() == RecorderChanged.State.RECORDING) {
                failed.remove(changed.recorder());
            }
            return Optional.of(event)
                    .filter(told -> recorders.put(changed.recorder(), changed.state()) != changed.state());
        }
        return Optional.of(event);
    }

    /** An element is gone. */
    void forget(String element) {
        flowed.remove(element);
        failed.remove(element);
        recorders.remove(element);
    }
}
