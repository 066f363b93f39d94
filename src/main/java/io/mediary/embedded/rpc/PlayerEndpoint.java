package io.mediary.embedded.rpc;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.embedded.engine.MediaKind;
import io.mediary.embedded.engine.Player;
import io.mediary.embedded.engine.PlayerFailure;
import io.mediary.embedded.engine.PlayerListener;
import io.mediary.embedded.engine.playback.MediaInfo;

/**
 * Kurento's `PlayerEndpoint` over a {@link Player}. Media are never decoded and encoded again as long as they can be sent
 * as they are, so `useEncodedMedia` changes nothing, and neither does `networkCache`, which is for RTSP. Thread-safe.
 */
final class PlayerEndpoint extends MediaElement {

    private final Player player;

    PlayerEndpoint(Creation creation) {
        this(creation, new Events());
    }

    private PlayerEndpoint(Creation creation, Events events) {
        this(creation, events, creation.engine().player(creation.arguments().text("uri"), events));
    }

    private PlayerEndpoint(Creation creation, Events events, Player player) {
        super(creation, player);
        this.player = player;
        preset("uri", creation.arguments().text("uri"));
        preset("elementGstreamerDot", "");
        events.endpoint = this;
    }

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        return switch (operation.name()) {
            case "play" -> done(player::play);
            case "pause" -> done(player::pause);
            case "stop" -> done(player::stop);
            case "getState" -> player.state().name();
            case "getPosition" -> player.position();
            case "setPosition" -> seek(arguments.longNumber("position"));
            case "getVideoInfo" -> info(player.info());
            default -> super.invoke(operation, arguments, set);
        };
    }

    private static Object done(Runnable action) {
        action.run();
        return null;
    }

    private Object seek(long millis) throws RpcException {
        if (!player.seek(millis)) {
            throw ErrorType.PLAYER_SEEK_FAIL.with("Seek fails");
        }
        return null;
    }

    private static ObjectNode info(MediaInfo info) {
        return Json.complex("VideoInfo").put("isSeekable", info.seekable()).put("seekableInit", 0L)
                .put("seekableEnd", info.seekable() ? info.durationMillis() : 0).put("duration", info.durationMillis());
    }

    /** Turns what the player tells into Kurento's events. It tells nothing before somebody has the endpoint's id. */
    private static final class Events implements PlayerListener {

        private volatile PlayerEndpoint endpoint;

        @Override
        public void stateChanged(Player.State state) {
            endpoint.emit("UriEndpointStateChanged", Json.object().put("state", state.name()));
        }

        @Override
        public void endOfStream() {
            endpoint.emit("EndOfStream", Json.object());
        }

        @Override
        public void failed(PlayerFailure failure) {
            endpoint.emitAs("Error", Json.object().put("description", failure.description())
                    .put("errorCode", failure.code()).put("type", failure.type()));
        }

        @Override
        public void flowOut(MediaKind kind, boolean flowing) {
            endpoint.flowOut(kind, flowing);
        }
    }
}
