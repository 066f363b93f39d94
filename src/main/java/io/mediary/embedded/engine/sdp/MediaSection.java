package io.mediary.embedded.engine.sdp;

import java.util.List;
import java.util.Optional;

/**
 * An m-line of an SDP and the attributes below it.
 *
 * @param media `audio`, `video`, `application` or whatever the other side wrote
 * @param port 0 says that the section is rejected
 * @param protocol the transport, as `UDP/TLS/RTP/SAVPF`
 * @param formats payload types, or the name of the data protocol
 * @param connection what stands behind `c=`, empty where the section has no such line
 * @param attributes in their order
 */
public record MediaSection(String media, int port, String protocol, List<String> formats, String connection,
        List<Attribute> attributes) {

    /** A section without an address of its own. */
    public MediaSection(String media, int port, String protocol, List<String> formats, List<Attribute> attributes) {
        this(media, port, protocol, formats, "", attributes);
    }

    /** The same with this behind `c=`. */
    MediaSection connected(String address) {
        return new MediaSection(media, port, protocol, formats, address, attributes);
    }

    /** The value of the first attribute of that name. */
    public Optional<String> attribute(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).map(Attribute::value).findFirst();
    }

    /** All values of that name, in their order. */
    public List<String> attributes(String name) {
        return attributes.stream().filter(a -> a.name().equals(name)).map(Attribute::value).toList();
    }

    /** Whether the attribute is there. */
    public boolean has(String name) {
        return attribute(name).isPresent();
    }

    /** The name of the section, empty where it has none. */
    public String mid() {
        return attribute("mid").orElse("");
    }

    /** Whether the other side wants to send here. */
    public boolean sends() {
        return !has("recvonly") && !has("inactive");
    }

    /** Whether the other side wants to receive here. */
    public boolean receives() {
        return !has("sendonly") && !has("inactive");
    }
}
