package io.mediary.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.engine.EngineOptions;
import io.mediary.embedded.engine.LibraryMediaEngine;
import io.vertx.core.Vertx;

/**
 * The embedded media server as a process of its own. It says {@code @URL} when it listens, answers each line of its input
 * with {@code @} and the number of its media objects, and ends with its input. Its garbage collector comes too seldom to
 * hide what an instance forgot.
 */
public final class MediaServerMain {

    private static final Duration COLLECTS = Duration.ofHours(2);

    private MediaServerMain() {
    }

    public static void main(String[] none) throws IOException {
        EmbeddedMediaServer server = new EmbeddedMediaServer(Vertx.vertx(),
                new LibraryMediaEngine(EngineOptions.loopback()),
                EmbeddedMediaServer.Options.loopback().withGarbageCollectorPeriod(COLLECTS)).start();
        System.out.println("@" + server.url());
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (asked.readLine() != null) {
            System.out.println("@" + server.openObjects());
        }
        Runtime.getRuntime().halt(0);
    }
}
