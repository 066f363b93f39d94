package io.mediary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A Kamailio with the configuration that the documentation shows ({@code docs/examples/kamailio.cfg}), at addresses of this machine. Needs
 * {@link RequiresCommand} of {@code kamailio}. Thread-safe.
 */
public final class Kamailio implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("docs/examples/kamailio.cfg");
    private static final String ADDRESS = "127.0.0.1";

    private final Program program;
    private final int port;

    private Kamailio(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /**
     * Starts one; returns when it listens.
     *
     * @param port where; see {@link FreePorts}
     * @param gateway the gateway's port at 127.0.0.1
     * @param domain whose users the gateway has
     * @param phones whose users the telephones are
     * @param passwords of the telephones
     */
    public static Kamailio start(Path logs, int port, int gateway, String domain, String phones,
            Map<String, String> passwords) {
        try {
            Path directory = Files.createTempDirectory(logs.toAbsolutePath(), "kamailio-");
            String text = Files.readString(CONFIGURATION);
            text = defined(text, "LISTEN", "udp:" + ADDRESS + ":" + port);
            text = defined(text, "GATEWAY", "\"sip:" + ADDRESS + ":" + gateway + "\"");
            text = defined(text, "GATEWAY_ADDRESS", "\"" + ADDRESS + "\"");
            text = defined(text, "GATEWAY_PORT", String.valueOf(gateway));
            text = defined(text, "GATEWAY_DOMAIN", "\"" + domain + "\"");
            text = defined(text, "PHONES_DOMAIN", "\"" + phones + "\"");
            for (Map.Entry<String, String> user : passwords.entrySet()) {
                text = text.replaceAll("(?m)^(.*=>" + user.getKey() + "\\) = ).*$", "$1\"" + user.getValue() + "\";");
            }
            Files.writeString(directory.resolve("kamailio.cfg"), text);
            Program program = Program.start(directory, List.of("kamailio", "-f", "kamailio.cfg", "-DD", "-E", "-Y",
                    directory.toString(), "-m", "32", "-M", "4"));
            return new Kamailio(program.listens(port), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String defined(String text, String name, String value) {
        String line = "(?m)^#!define " + name + " .*$";
        if (text.equals(text.replaceFirst(line, ""))) {
            throw new IllegalStateException(CONFIGURATION + " does not define " + name);
        }
        return text.replaceFirst(line, "#!define " + name + " " + value);
    }

    /** Where it is, as host:port. */
    public String host() {
        return ADDRESS + ":" + port;
    }

    @Override
    public void close() {
        program.close();
    }
}
