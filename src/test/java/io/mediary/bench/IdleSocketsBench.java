package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

import org.junit.jupiter.api.Test;

import io.mediary.testing.RequiresCommand;

/**
 * What memory a client takes that is logged in and says nothing, with and without permessage-deflate; compared with a server
 * that does nothing but hold sockets. Each socket has had a message in each direction: before that nothing is compressed.
 */
@RequiresCommand("redis-server")
class IdleSocketsBench {

    private static final int SOCKETS = Size.of(10_000, 40);
    private static final int FIRST = Size.of(1_000, 10);
    private static final int DIALERS = 4;
    private static final long NEEDED = 6L << 30;
    private static final Pattern ADDRESS = Pattern.compile("@(ws://\\S+)");
    private static final String LOGIN = "{\"class\":\"core\",\"subclass\":\"user\",\"cmd\":\"login\",\"tid\":1,"
            + "\"data\":{\"user\":\"idle\"}}";

    /**
     * What was found.
     *
     * @param sockets how many
     * @param bytes of the server, for each
     * @param redis bytes of Redis, for each
     */
    private record Found(int sockets, double bytes, double redis) {
    }

    @Test
    void holdsIdleSockets() throws Exception {
        Sheet sheet = new Sheet("idle-sockets", "memory of a socket whose client is logged in and silent").head("",
                "sockets", "KiB a socket", "ratio", "of Redis, KiB a socket");
        try (Site site = new Site("idle-sockets")) {
            URI media = site.media();
            for (boolean deflate : new boolean[]{false, true}) {
                String with = deflate ? ", permessage-deflate" : "";
                Found bare = bare(site, deflate);
                row(sheet, "bare Vert.x" + with, bare, bare);
                // Quarkus turns off what Vert.x compresses with, whatever its own setting says, unless it is told not to.
                Site.Instance instance = deflate
                        ? site.instance(media, "vertx.disableWebsockets", "false",
                                "quarkus.websockets-next.server.per-message-compression-supported", "true")
                        : site.instance(media);
                try (Jvm jvm = instance.jvm()) {
                    Found found = hold(site, jvm, instance.socket(), deflate);
                    row(sheet, "Mediary" + with, found, bare);
                }
            }
        }
        sheet.note("Resident memory after a full collection, over that with the first " + FIRST
                + " sockets.").write();
    }

    private static Found bare(Site site, boolean deflate) throws Exception {
        String what = deflate ? "echo-deflate" : "echo";
        try (Jvm server = site.program(what, ADDRESS, BareHop.class.getName(), what)) {
            return hold(site, server, URI.create(server.address()), deflate);
        }
    }

    private static void row(Sheet sheet, String what, Found found, Found bare) {
        sheet.row(what, found.sockets, found.bytes / 1024, found.bytes / bare.bytes, found.redis / 1024);
    }

    private static Found hold(Site site, Jvm server, URI door, boolean deflate) throws Exception {
        int most = deflate && Machine.available() < NEEDED ? SOCKETS / 5 : SOCKETS;
        List<Wire> open = new ArrayList<>();
        try {
            open.addAll(open(door, deflate, FIRST));
            server.collect();
            long before = server.resident();
            long redis = site.redisMemory();
            open.addAll(open(door, deflate, most));
            server.collect();
            return new Found(most, (double) (server.resident() - before) / most,
                    (double) (site.redisMemory() - redis) / most);
        } finally {
            for (Wire wire : open) {
                wire.close();
            }
        }
    }

    private static List<Wire> open(URI door, boolean deflate, int sockets) throws Exception {
        ExecutorService dialers = Executors.newFixedThreadPool(DIALERS);
        try {
            List<Future<List<Wire>>> dialing = new ArrayList<>();
            for (int i = 0; i < DIALERS; i++) {
                dialing.add(dialers.submit(() -> dial(door, deflate, sockets / DIALERS)));
            }
            List<Wire> open = new ArrayList<>();
            for (Future<List<Wire>> dialed : dialing) {
                open.addAll(dialed.get());
            }
            return open;
        } finally {
            dialers.shutdown();
        }
    }

    private static List<Wire> dial(URI door, boolean deflate, int sockets)
            throws IOException, DataFormatException {
        byte[] login = compressed(LOGIN);
        List<Wire> open = new ArrayList<>();
        for (int i = 0; i < sockets; i++) {
            Wire wire = Wire.connect(door, deflate);
            open.add(wire);
            if (deflate) {
                wire.sendCompressed(login);
            } else {
                wire.send(LOGIN);
            }
            assertThat(answer(wire, deflate)).contains("\"tid\":1").doesNotContain("\"error\"");
        }
        return open;
    }

    /** What is answered; that it takes a while may be told before. */
    private static String answer(Wire wire, boolean deflate) throws IOException, DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            while (true) {
                byte[] message = wire.receiveBytes();
                String text = deflate ? inflated(inflater, message) : new String(message, StandardCharsets.UTF_8);
                if (!text.startsWith("{\"ack\"")) {
                    return text;
                }
            }
        } finally {
            inflater.end();
        }
    }

    /** As RFC 7692, section 7.2.2 says: with the empty block that the sender left out. */
    private static String inflated(Inflater inflater, byte[] message) throws DataFormatException {
        byte[] whole = Arrays.copyOf(message, message.length + 4);
        whole[message.length + 2] = (byte) 0xFF;
        whole[message.length + 3] = (byte) 0xFF;
        inflater.setInput(whole);
        byte[] text = new byte[4096];
        return new String(text, 0, inflater.inflate(text), StandardCharsets.UTF_8);
    }

    /** As RFC 7692, section 7.2.1 says: without the empty block at the end. */
    private static byte[] compressed(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            byte[] bytes = new byte[1024];
            int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(bytes, length - 4);
        } finally {
            deflater.end();
        }
    }
}
