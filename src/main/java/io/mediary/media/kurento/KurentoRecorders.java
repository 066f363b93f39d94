package io.mediary.media.kurento;

import java.util.List;
import java.util.function.BiConsumer;

import org.kurento.client.MediaProfileSpecType;
import org.kurento.client.RecorderEndpoint;

import io.mediary.media.MediaKind;
import io.mediary.media.Place;
import io.mediary.media.Recorders;
import io.mediary.media.RecordingProfile;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/** Kurento's {@code RecorderEndpoint} as the sessions see it. Thread-safe. */
final class KurentoRecorders implements Recorders {

    private static final int RECORDER = 0;

    private final RoundTrips roundTrips;
    private final Leftovers leftovers;

    KurentoRecorders(RoundTrips roundTrips, Leftovers leftovers) {
        this.roundTrips = roundTrips;
        this.leftovers = leftovers;
    }

    @Override
    public Uni<String> open(Place place, String sessionId, String uri, RecordingProfile profile) {
        return roundTrips.at(place, sessionId, line -> {
            Making making = Making.beside(sessionId, place, line, leftovers);
            making.describe(making.make(
                    new RecorderEndpoint.Builder(line.pipeline(), uri).withMediaProfile(type(profile))),
                    Translation.OF_RECORDERS);
            return making.run(Fault::failure, Fault::failure).map(outcome -> outcome.text(RECORDER))
                    .invoke(recorder -> line.events().opened(sessionId, recorder));
        });
    }

    @Override
    public Uni<Void> record(Place place, String recorder) {
        return tell(place, recorder, RecorderEndpoint::record);
    }

    @Override
    public Uni<Void> pause(Place place, String recorder) {
        return tell(place, recorder, RecorderEndpoint::pause);
    }

    @Override
    public Uni<Void> finish(Place place, String recorder) {
        return roundTrips.at(place, recorder,
                line -> new Releasing(line::transaction, line.elements(), List.of(recorder)).run(line::released));
    }

    private Uni<Void> tell(Place place, String recorder, BiConsumer<RecorderEndpoint, MediaTransaction> operation) {
        return roundTrips.at(place, recorder, line -> {
            MediaTransaction transaction = line.transaction();
            operation.accept(line.elements().element(recorder, RecorderEndpoint.class), transaction);
            return transaction.run().chain(Outcome::orFailure).replaceWithVoid();
        });
    }

    private static MediaProfileSpecType type(RecordingProfile profile) {
        boolean audio = profile.kinds().contains(MediaKind.AUDIO);
        boolean video = profile.kinds().contains(MediaKind.VIDEO);
        String kinds = audio == video ? "" : audio ? "_AUDIO_ONLY" : "_VIDEO_ONLY";
        return MediaProfileSpecType.valueOf(profile.format().name() + kinds);
    }
}
