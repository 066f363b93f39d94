package io.mediary.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What real SIP clients offer: each is started without any hardware, dials a UDP port of this process and is ended as
 * soon as its INVITE is there. The media ports in the offer are nobody's then. Needs {@link RequiresCommand} of the
 * client's program.
 */
public final class SipOffer {

    /** How the names of its directories begin: none is left behind. */
    static final String DIRECTORY = "mediary-sip-" + ProcessHandle.current().pid() + "-";

    private static final Duration INVITED = Duration.ofSeconds(20);
    private static final Duration ENDED = Duration.ofSeconds(5);
    private static final int LARGEST_DATAGRAM = 65_535;

    private SipOffer() {
    }

    /** baresip's: Opus, PCMU, PCMA and telephone events in this order, and with video VP8 and H264. */
    public static String baresip(boolean video) {
        return invited((port, directory) -> {
            List<String> modules = new ArrayList<>(List.of("opus", "g711", "ausine"));
            if (video) {
                modules.addAll(List.of("vp8", "avcodec", "fakevideo"));
            }
            Files.writeString(directory.resolve("config"), """
                    sip_listen 127.0.0.1:0
                    net_interface 127.0.0.1
                    audio_source ausine,440
                    audio_player ausine
                    video_source fakevideo,nil
                    module_path /usr/lib/baresip/modules
                    """ + modules.stream().map(module -> "module " + module + ".so\n").collect(Collectors.joining())
                    + "module_app account.so\nmodule_app menu.so\n");
            Files.writeString(directory.resolve("accounts"), "<sip:caller@127.0.0.1>;regint=0"
                    + ";audio_codecs=opus/48000/2,PCMU/8000/1,PCMA/8000/1"
                    + (video ? ";video_codecs=VP8,H264" : "") + "\n");
            Files.writeString(directory.resolve("contacts"), "");
            return List.of("baresip", "-f", directory.toString(), "-t", String.valueOf(INVITED.toSeconds()), "-e",
                    "/dial sip:callee@127.0.0.1:" + port);
        });
    }

    /** SIPp's built-in caller: PCMU. */
    public static String sipp() {
        return invited((port, directory) -> List.of("sipp", "-sn", "uac", "127.0.0.1:" + port, "-i", "127.0.0.1", "-p",
                String.valueOf(FreePorts.rtp()), "-mp", String.valueOf(FreePorts.rtp()), "-m", "1", "-nostdin",
                "-timeout", INVITED.toSeconds() + "s"));
    }

    private interface Client {

        /** Its command line; the directory is its own, and the current one. */
        List<String> command(int port, Path directory) throws IOException;
    }

    private static String invited(Client client) {
        try (DatagramSocket callee = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Path directory = Files.createTempDirectory(DIRECTORY);
            try {
                return invited(callee, client.command(callee.getLocalPort(), directory), directory);
            } finally {
                delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String invited(DatagramSocket callee, List<String> command, Path directory) throws IOException {
        List<String> line = new ArrayList<>(command);
        line.set(0, Commands.path(command.get(0)));
        Path log = directory.resolve("output.log");
        Process process = new ProcessBuilder(line).directory(directory.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            return body(invite(callee));
        } catch (SocketTimeoutException e) {
            throw new IllegalStateException(command.get(0) + " did not call:\n" + Files.readString(log), e);
        } finally {
            end(process);
        }
    }

    private static String invite(DatagramSocket callee) throws IOException {
        long deadline = System.nanoTime() + INVITED.toNanos();
        DatagramPacket packet = new DatagramPacket(new byte[LARGEST_DATAGRAM], LARGEST_DATAGRAM);
        while (true) {
            callee.setSoTimeout(Math.max(1, (int) TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            callee.receive(packet);
            String message = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
            if (message.startsWith("INVITE ")) {
                return message;
            }
        }
    }

    private static String body(String invite) {
        int end = invite.indexOf("\r\n\r\n");
        if (end < 0 || !invite.substring(0, end).toLowerCase(Locale.ROOT).contains("application/sdp")) {
            throw new IllegalStateException("no SDP in " + invite);
        }
        return invite.substring(end + 4);
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            if (!process.waitFor(ENDED.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(process + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
