package io.mediary.media.kurento;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.kurento.client.BaseRtpEndpoint;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaElement;
import org.kurento.client.PassThrough;
import org.kurento.client.PlayerEndpoint;
import org.kurento.client.RecorderEndpoint;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.WebRtcEndpoint;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;

/**
 * Elements by their ids. Ids are checked before they go anywhere: a media server can crash on a sink that is no element.
 * Thread-safe.
 */
final class Elements {

    private static final Pattern ID = Pattern.compile(
            "[0-9a-fA-F-]{1,64}_kurento\\.MediaPipeline/[0-9a-fA-F-]{1,64}_kurento\\.([A-Za-z]{1,64})");

    private static final Map<String, Class<? extends MediaElement>> TYPES = Map.of(
            "WebRtcEndpoint", WebRtcEndpoint.class,
            "RtpEndpoint", RtpEndpoint.class,
            "PassThrough", PassThrough.class,
            "PlayerEndpoint", PlayerEndpoint.class,
            "RecorderEndpoint", RecorderEndpoint.class);

    private final KurentoClient client;

    Elements(KurentoClient client) {
        this.client = client;
    }

    /**
     * Any element.
     *
     * @throws Failure {@code internal_error} where the id is not that of an element
     */
    MediaElement element(String id) {
        Class<? extends MediaElement> type = TYPES.get(type(id));
        if (type == null) {
            throw Failure.of(ErrorCode.INTERNAL_ERROR);
        }
        return client.getById(id, type);
    }

    /** An endpoint that talks to a client; {@link #element} tells what fails. */
    BaseRtpEndpoint endpoint(String id) {
        return element(id, BaseRtpEndpoint.class);
    }

    /** An element of a type. {@link #element(String)} tells what fails, also for one of another type. */
    <T extends MediaElement> T element(String id, Class<T> type) {
        MediaElement element = element(id);
        if (!type.isInstance(element)) {
            throw Failure.of(ErrorCode.INTERNAL_ERROR);
        }
        return type.cast(element);
    }

    /** Whether it is the id of an element such as sessions have. */
    static boolean isElement(String id) {
        return TYPES.containsKey(type(id));
    }

    /** The name of an element's type; empty where it is none. */
    static String type(String id) {
        Matcher matcher = ID.matcher(id);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
