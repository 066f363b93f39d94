package io.mediary.room;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.media.Backend;

/** What {@code get_info} and the {@code created} event say of a room. Thread-safe. */
@ApplicationScoped
public class RoomInfo {

    private final ObjectMapper json;

    RoomInfo(ObjectMapper json) {
        this.json = json;
    }

    /** The description of a room; {@code status} is ready while somebody publishes, else wait. */
    ObjectNode of(Room room, List<Member> members) {
        ObjectNode info = json.createObjectNode();
        info.put("room_id", room.roomId());
        info.put("class", Room.SFU);
        info.put("backend", Backend.NAME);
        info.put("bitrate", room.bitrate());
        room.audioCodec().ifPresent(codec -> info.set("audio_codec", json.valueToTree(codec)));
        room.videoCodec().ifPresent(codec -> info.set("video_codec", json.valueToTree(codec)));
        info.put("timeout", room.timeout());
        info.set("access", json.valueToTree(room.access()));
        info.put("user_id", room.userId());
        ObjectNode listed = info.putObject("members");
        members.forEach(member -> listed.set(member.sessionId(), of(member)));
        boolean live = members.stream().anyMatch(member -> member.role() == Member.Role.PUBLISHER);
        return info.put("status", live ? "ready" : "wait");
    }

    private ObjectNode of(Member member) {
        ObjectNode info = json.createObjectNode();
        info.set("role", json.valueToTree(member.role()));
        info.put("user_id", member.userId());
        member.peerId().ifPresent(peer -> info.put("peer_id", peer));
        return info;
    }
}
