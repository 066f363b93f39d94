package io.mediary.embedded.rpc;

import java.util.Map;

/** Makes the objects of one of Kurento's classes. */
@FunctionalInterface
interface ObjectType {

    /** Makes an object; nothing stays behind where this fails. */
    MediaObject create(Creation creation) throws RpcException;

    /** The classes that this server can make, by their names in the interface description. */
    static Map<String, ObjectType> all() {
        return Map.of("MediaPipeline", MediaPipeline::new, "PassThrough", PassThrough::new, "WebRtcEndpoint",
                WebRtcEndpoint::new, "RtpEndpoint", RtpEndpoint::new, "PlayerEndpoint",
                PlayerEndpoint::new, "RecorderEndpoint", RecorderEndpoint::new);
    }
}
