package io.mediary.media.kurento;

import java.util.function.BiConsumer;

import org.kurento.client.PlayerEndpoint;
import org.kurento.client.UriEndpointState;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.Place;
import io.mediary.media.PlayerInfo;
import io.mediary.media.Players;
import io.mediary.media.kurento.MediaTransaction.Outcome;
import io.smallrye.mutiny.Uni;

/** Kurento's {@code PlayerEndpoint} as the sessions see it. Thread-safe. */
final class KurentoPlayers implements Players {

    private static final int PLAYER = 0;

    private final RoundTrips roundTrips;
    private final Leftovers leftovers;

    KurentoPlayers(RoundTrips roundTrips, Leftovers leftovers) {
        this.roundTrips = roundTrips;
        this.leftovers = leftovers;
    }

    @Override
    public Uni<String> open(Place place, String sessionId, String uri) {
        return roundTrips.at(place, sessionId, line -> {
            Making making = Making.beside(sessionId, place, line, leftovers);
            making.describe(making.make(new PlayerEndpoint.Builder(line.pipeline(), uri)), Translation.OF_PLAYERS);
            return making.run(Fault::failure, Fault::failure).map(outcome -> outcome.text(PLAYER))
                    .invoke(player -> line.events().opened(sessionId, player));
        });
    }

    @Override
    public Uni<Void> play(Place place, String player) {
        return ask(place, player, PlayerEndpoint::play).replaceWithVoid();
    }

    @Override
    public Uni<Void> startOver(Place place, String player) {
        return ask(place, player, (element, transaction) -> {
            element.stop(transaction);
            element.play(transaction);
        }).replaceWithVoid();
    }

    @Override
    public Uni<Void> pause(Place place, String player) {
        return ask(place, player, PlayerEndpoint::pause).replaceWithVoid();
    }

    @Override
    public Uni<Void> stop(Place place, String player) {
        return ask(place, player, PlayerEndpoint::stop).replaceWithVoid();
    }

    @Override
    public Uni<PlayerInfo> info(Place place, String player) {
        return ask(place, player, PlayerEndpoint::getVideoInfo).map(KurentoPlayers::info);
    }

    @Override
    public Uni<Boolean> isPlaying(Place place, String player) {
        return ask(place, player, PlayerEndpoint::getState)
                .map(state -> UriEndpointState.START.name().equals(state.getAsString()));
    }

    @Override
    public Uni<Long> position(Place place, String player) {
        return ask(place, player, PlayerEndpoint::getPosition).map(JsonElement::getAsLong);
    }

    @Override
    public Uni<Void> seek(Place place, String player, long position) {
        return roundTrips.at(place, player, line -> {
            MediaTransaction transaction = line.transaction();
            transaction.set(line.elements().element(player, PlayerEndpoint.class), "position", position);
            return transaction.run().chain(KurentoPlayers::moved);
        });
    }

    private static Uni<Void> moved(Outcome outcome) {
        return outcome.fault().filter(fault -> fault.code() == Fault.SEEK_FAILED).isPresent()
                ? Uni.createFrom().failure(Failure.of(ErrorCode.INVALID_OPERATION))
                : outcome.orFailure().replaceWithVoid();
    }

    private static PlayerInfo info(JsonElement answer) {
        JsonObject info = answer.getAsJsonObject();
        return new PlayerInfo(info.get("duration").getAsLong(), info.get("isSeekable").getAsBoolean(),
                info.get("seekableInit").getAsLong(), info.get("seekableEnd").getAsLong());
    }

    /** What the last operation answered. */
    private Uni<JsonElement> ask(Place place, String player, BiConsumer<PlayerEndpoint, MediaTransaction> operations) {
        return roundTrips.at(place, player, line -> {
            MediaTransaction transaction = line.transaction();
            operations.accept(line.elements().element(player, PlayerEndpoint.class), transaction);
            return transaction.run().chain(Outcome::orFailure)
                    .map(outcome -> outcome.values().get(outcome.values().size() - 1));
        });
    }
}
