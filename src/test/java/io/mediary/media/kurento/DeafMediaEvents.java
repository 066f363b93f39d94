package io.mediary.media.kurento;

import io.mediary.media.MediaEvent;
import io.mediary.media.MediaEvents;
import io.mediary.media.MediaSnapshot;
import io.smallrye.mutiny.Uni;

/** Takes whatever it is told and does nothing: a test says what it listens to. */
interface DeafMediaEvents extends MediaEvents {

    @Override
    default Uni<Void> on(MediaEvent event) {
        return Uni.createFrom().voidItem();
    }

    @Override
    default Uni<Void> found(MediaSnapshot snapshot) {
        return Uni.createFrom().voidItem();
    }

    @Override
    default Uni<Void> lost(String node) {
        return Uni.createFrom().voidItem();
    }
}
