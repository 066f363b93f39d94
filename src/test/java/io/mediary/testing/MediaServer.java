package io.mediary.testing;

import java.net.URI;

/**
 * The media server that tests with whole instances use: a real Kurento where {@code -Dmediary.test.kurento.url=ws://…} names
 * one or {@code -Dmediary.test.kurento=container} asks for one, else the embedded one in this JVM. Every method may block.
 */
public interface MediaServer extends AutoCloseable {

    /** Where instances connect. */
    URI url();

    /** How many media objects live that were not there at the start: the one pipeline is one of them. */
    int openObjects();

    @Override
    void close();

    /** The one that is asked for. */
    static MediaServer start() {
        String url = System.getProperty("mediary.test.kurento.url", "");
        if (!url.isEmpty()) {
            return new RealKurento(URI.create(url), () -> {
            });
        }
        return switch (System.getProperty("mediary.test.kurento", "")) {
            case "container" -> RealKurento.inContainer();
            case "" -> new EmbeddedMedia();
            default -> throw new IllegalArgumentException("mediary.test.kurento is container, or is not there");
        };
    }
}
