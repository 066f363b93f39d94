package io.mediary.session;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Backend;
import io.mediary.session.type.SessionTypes;

/** What {@code get_info} and the {@code created} event say of a session: of the contract's fields those that are set. */
@ApplicationScoped
public class SessionInfo {

    private final ObjectMapper json;
    private final SessionTypes types;

    SessionInfo(ObjectMapper json, SessionTypes types) {
        this.json = json;
        this.types = types;
    }

    /** The description of a session. */
    public ObjectNode of(Session session) {
        Session.Options options = session.options();
        ObjectNode info = json.createObjectNode();
        info.put("session_id", session.sessionId());
        info.put("type", session.type());
        info.set("type_ext", types.of(session.type()).extension(session));
        info.put("status", session.answer().isPresent() ? "ready" : "wait");
        info.put("backend", types.of(session.type()).onMediaServer() ? Backend.NAME : Backend.NONE);
        info.set("backend_role", json.valueToTree(session.backendRole()));
        session.offer().ifPresent(offer -> info.set("offer", json.valueToTree(offer)));
        session.answer().ifPresent(answer -> info.set("answer", json.valueToTree(answer)));
        info.put("no_offer_trickle_ice", options.noOfferTrickleIce());
        info.put("no_answer_trickle_ice", options.noAnswerTrickleIce());
        info.put("trickle_ice_timeout", options.trickleIceTimeout());
        info.set("sdp_type", json.valueToTree(options.sdpType()));
        put(info, "master_id", session.link().masterId());
        put(info, "slave_id", session.link().slaveId());
        info.put("set_master_answer", options.setMasterAnswer());
        info.put("stop_after_peer", options.stopAfterPeer());
        info.put("wait_timeout", options.waitTimeout());
        info.put("ready_timeout", options.readyTimeout());
        info.put("user_id", session.userId());
        put(info, "user_session", session.userSession());
        info.put("mute_audio", session.media().muteAudio());
        info.put("mute_video", session.media().muteVideo());
        info.put("mute_data", session.media().muteData());
        info.put("bitrate", session.media().bitrate());
        info.set("access", json.valueToTree(options.access()));
        session.joined().ifPresent(joined -> {
            put(info, "peer_id", joined.peerId());
            put(info, "room_id", joined.roomId());
            put(info, "publisher_id", joined.publisherId());
            joined.playing().ifPresent(playing -> info.put("uri", playing.uri()).put("loops", playing.loops()));
        });
        if (options.createRoom()) {
            info.put("create_room", true);
        }
        return info;
    }

    /** The description of a session, with the state of its media as far as it is known. */
    ObjectNode of(Sessions.Found found) {
        ObjectNode info = of(found.session());
        if (!found.state().isEmpty()) {
            info.set("media_state", MediaState.describe(found.state()));
        }
        return info;
    }

    private static void put(ObjectNode info, String field, Optional<String> value) {
        value.ifPresent(text -> info.put(field, text));
    }
}
