package io.mediary.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.testing.ApiClient;
import io.mediary.testing.FreePorts;
import io.mediary.testing.Phone;
import io.mediary.testing.RequiresCommand;

/**
 * Development mode with the SIP gateway, by the command of docs/sip.md, which is README.md's with settings: Quarkus has class loaders of its
 * own there, so what runs from the jar need not run. Redis and the media server are those that come along. At the end nothing of it may live.
 */
@RequiresCommand("mvn")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevModeIT {

    private static final String COMMAND = "mvn quarkus:dev";
    private static final String REGISTRAR = "sip:example.com";
    private static final String CONTACT = "Contact: <sip:alice@127.0.0.1:5099>";

    private final int sip = FreePorts.rtp();
    private DevMode dev;

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
        Path users = Files.writeString(directory.resolve("users"), "alice=secret\n");
        List<String> arguments = new ArrayList<>(documented().map(word -> word.replace("/tmp/users", users.toString()))
                .toList());
        arguments.addAll(List.of("-Dmediary.sip.udp-port=" + sip, "-Dmediary.sip.tcp-port=" + sip));
        dev = DevMode.start(arguments);
        dev.says("SIP gateway: line");
    }

    @AfterAll
    void end() {
        if (dev != null) {
            dev.close();
        }
    }

    /** The arguments that docs/sip.md gives Maven. */
    private static Stream<String> documented() throws IOException {
        assertThat(Path.of("README.md")).content().contains("\n" + COMMAND + "\n");
        String line = Files.readAllLines(Path.of("docs/sip.md")).stream().filter(text -> text.startsWith(COMMAND))
                .findFirst().orElseThrow();
        return Stream.of(line.split(" ")).skip(1);
    }

    @Test
    void theConsoleIsThere() {
        Rest rest = new Rest(dev::http);
        Rest.Answer page = rest.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).contains("console.js");
        assertThat(rest.get("/console.js").status()).isEqualTo(200);
    }

    @Test
    void aSessionIsMadeAtTheMediaServerThatComesAlong() {
        Rest.Answer made = new Rest(dev::http).command("media/session/create",
                ApiClient.data("type", "park", "wait_reply", true));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
    }

    @Test
    void aTelephoneRegistersWithThePasswordThatWasWritten() {
        try (Phone phone = Phone.udp(sip)) {
            String call = UUID.randomUUID().toString();
            String asked = phone.ask(phone.request("REGISTER", REGISTRAR, "alice@example.com", call, 1, CONTACT));
            assertThat(asked).startsWith("SIP/2.0 401");

            String bound = phone.ask(phone.request("REGISTER", REGISTRAR, "alice@example.com", call, 2, CONTACT,
                    proof(challenge(asked))));
            assertThat(bound).startsWith("SIP/2.0 200");
            assertThat(Phone.header(bound, "Contact")).startsWith("<sip:alice@127.0.0.1:5099>");
        }
    }

    @Test
    void theGatewaySaysByUdpAndTcpWhatItCan() {
        try (Phone udp = Phone.udp(sip); Phone tcp = Phone.tcp(sip)) {
            for (Phone phone : List.of(udp, tcp)) {
                String answer = phone.ask(phone.request("OPTIONS", "sip:127.0.0.1:" + sip));
                assertThat(answer).startsWith("SIP/2.0 200");
                assertThat(Phone.header(answer, "Allow")).contains("INVITE", "UPDATE");
            }
        }
    }

    private static String challenge(String answer) {
        return Phone.headers(answer, "WWW-Authenticate").stream().filter(header -> header.contains("algorithm=MD5"))
                .findFirst().orElseThrow().replaceFirst(".*nonce=\"([^\"]+)\".*", "$1");
    }

    private static String proof(String nonce) {
        String response = md5(md5("alice:example.com:secret") + ":" + nonce + ":00000001:c:auth:"
                + md5("REGISTER:" + REGISTRAR));
        return "Authorization: Digest username=\"alice\", realm=\"example.com\", nonce=\"" + nonce + "\", uri=\""
                + REGISTRAR + "\", response=\"" + response + "\", algorithm=MD5, cnonce=\"c\", qop=auth, nc=00000001";
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5")
                    .digest(text.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
