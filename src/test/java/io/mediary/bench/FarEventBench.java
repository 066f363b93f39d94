package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.contract.Offers;
import io.mediary.embedded.EmbeddedMediaServer;
import io.mediary.embedded.InMemoryEngine;
import io.mediary.embedded.engine.MediaKind;
import io.mediary.testing.ApiClient;
import io.mediary.testing.RequiresCommand;
import io.vertx.core.Vertx;

/**
 * How long an event takes from the media server to a socket on another instance. The media server is in this JVM, over an
 * engine whose peers say what they are told to: so the moment at which an event begins is known.
 */
@RequiresCommand("redis-server")
class FarEventBench {

    private static final String BARE = "bare Redis hop: publish, subscriber";
    private static final String RELAYED = "media server, publish, other process, socket (what counts)";
    private static final String MEDIARY = "Mediary: media server, log and bell, other instance, socket";
    private static final int WARM_UP = Size.of(20_000, 2);
    private static final int ROUNDS = Size.of(4000, 5);
    private static final Pattern ADDRESS = Pattern.compile("@(ws://\\S+)");

    @Test
    void eventsCrossFromOneInstanceToAnother() throws Exception {
        Vertx vertx = Vertx.vertx();
        InMemoryEngine engine = new InMemoryEngine();
        EmbeddedMediaServer media = new EmbeddedMediaServer(vertx, engine,
                EmbeddedMediaServer.Options.loopback().withGarbageCollectorPeriod(Duration.ofHours(24))).start();
        try (Site site = new Site("far-event")) {
            measure(site, media.url(), engine);
        } finally {
            media.close();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static void measure(Site site, URI media, InMemoryEngine engine) throws Exception {
        String redis = site.redis().url().toString();
        hop(site, redis, "hear", media.toString());
        URI delivering = hop(site, redis, "deliver");
        Site.Instance near = site.instance(media);
        Site.Instance far = site.instance(media);
        try (Socket publisher = new Socket("127.0.0.1", site.redis().port());
                Socket subscriber = new Socket("127.0.0.1", site.redis().port());
                Wire out = Wire.connect(delivering);
                Client maker = Client.login(near.socket(), "bench");
                Client watcher = Client.login(far.socket(), "bench")) {
            String id = maker.call("media/session/create", "type", "echo", "wait_reply", true, "subscribe", false,
                    "offer", ApiClient.data("sdp", Offers.contractOffer(), "trickle_ice", true)).path("session_id")
                    .asText();
            watcher.call("core/event/subscribe", "class", "media", "subclass", "session", "obj_id", id);
            subscribe(subscriber);
            InMemoryEngine.Peer bare = engine.peers().get(0);
            InMemoryEngine.Peer peer = engine.peers().get(1);
            boolean[] bareFlowing = new boolean[1];
            boolean[] flowing = new boolean[1];
            long scripts = site.scripts();
            Map<String, Samples> results = new Contest()
                    .way(BARE, () -> hop(publisher, subscriber))
                    .way(RELAYED, () -> {
                        bareFlowing[0] = !bareFlowing[0];
                        return relayed(bare, out, bareFlowing[0]);
                    })
                    .way(MEDIARY, () -> {
                        flowing[0] = !flowing[0];
                        maker.idle();
                        return event(peer, watcher, id, flowing[0]);
                    })
                    .run(WARM_UP, ROUNDS);
            assertThat(results.values()).allSatisfy(samples -> assertThat(samples.count()).isEqualTo(ROUNDS));
            new Sheet("far-event", "an event of the media server reaches a socket on another instance")
                    .contest(results, RELAYED)
                    .note(String.format(Locale.ROOT,
                            "Scripts that Redis ran for an event of Mediary: %.2f, with those that look all the time for what is due.",
                            (double) (site.scripts() - scripts) / (WARM_UP + ROUNDS)))
                    .write();
            maker.call("media/session/destroy", "session_id", id);
        }
    }

    private static URI hop(Site site, String... arguments) {
        return URI.create(site.program("hop-" + arguments[1], ADDRESS, BareHop.class.getName(), arguments).address());
    }

    private static long event(InMemoryEngine.Peer peer, Client watcher, String id, boolean flowing) throws IOException {
        long begun = System.nanoTime();
        peer.listener().flowIn(MediaKind.VIDEO, flowing);
        JsonNode event = watcher.event();
        long nanos = System.nanoTime() - begun;
        assertThat(event.at("/data/obj_id").asText()).isEqualTo(id);
        assertThat(event.at("/data/body/status").asText()).isEqualTo(flowing ? "up" : "down");
        watcher.answer(event);
        return nanos;
    }

    private static long relayed(InMemoryEngine.Peer peer, Wire out, boolean flowing) throws IOException {
        long begun = System.nanoTime();
        peer.listener().flowIn(MediaKind.VIDEO, flowing);
        out.receive();
        return System.nanoTime() - begun;
    }

    private static void subscribe(Socket subscriber) throws IOException {
        subscriber.setTcpNoDelay(true);
        subscriber.getOutputStream().write("SUBSCRIBE bench:naked\r\n".getBytes(StandardCharsets.US_ASCII));
        readUntil(subscriber.getInputStream(), ":1\r\n");
    }

    private static long hop(Socket publisher, Socket subscriber) throws IOException {
        publisher.setTcpNoDelay(true);
        byte[] command = "PUBLISH bench:naked hop\r\n".getBytes(StandardCharsets.US_ASCII);
        long begun = System.nanoTime();
        publisher.getOutputStream().write(command);
        readUntil(subscriber.getInputStream(), "\r\nhop\r\n");
        long nanos = System.nanoTime() - begun;
        readUntil(publisher.getInputStream(), ":1\r\n");
        return nanos;
    }

    private static void readUntil(InputStream in, String end) throws IOException {
        byte[] buffer = new byte[512];
        int length = 0;
        while (!new String(buffer, 0, length, StandardCharsets.US_ASCII).endsWith(end)) {
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new IOException("closed by Redis");
            }
            length += read;
        }
    }
}
