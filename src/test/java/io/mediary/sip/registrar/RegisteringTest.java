package io.mediary.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.SipConfig;
import io.mediary.signal.Signals;
import io.mediary.sip.stack.SipSettings;
import io.mediary.sip.stack.TestGateway;
import io.mediary.store.Keys;
import io.mediary.store.LiveInstances;
import io.mediary.store.RealRedis;
import io.mediary.store.Scripts;
import io.mediary.testing.Phone;

/** Telephones register over real sockets, in a real Redis. */
class RegisteringTest {

    private static final String CONTACT = "Contact: <sip:alice@127.0.0.1:5099>";

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @TempDir
    Path directory;

    private final List<TestGateway> gateways = new ArrayList<>();
    private Bindings bindings;
    private RegisteredDestinations destinations;
    private TestGateway gateway;
    private Path users;
    private final AtomicLong clock = new AtomicLong();
    private final Guesses guesses = new Guesses(clock::get);

    @BeforeEach
    void start() throws IOException {
        users = directory.resolve("users.properties");
        Files.writeString(users, "alice=wonder land\nbob={ha1}" + Secrets.hash("MD5", "bob:example.com:builder")
                + "\nd%26d=x\n");
        Scripts scripts = new Scripts(REDIS.redis(), RealRedis.config());
        bindings = new Bindings(scripts, new ObjectMapper());
        destinations = new RegisteredDestinations(bindings, scripts, new LiveInstances() {

            @Override
            public String self() {
                return "one";
            }

            @Override
            public boolean alive(String instance) {
                return !"dead".equals(instance);
            }
        });
        gateway = gateway("one", "300s");
    }

    private TestGateway gateway(String name, String nonceLife) {
        Scripts scripts = new Scripts(REDIS.redis(), RealRedis.config());
        SipSettings settings = new SipSettings().with("registration.contacts", 2)
                .with("registration.nonce-life", nonceLife).with("users", users)
                .with("trusted", "behind-a-proxy".equals(name) ? "127.0.0.1" : "192.0.2.1");
        SipConfig config = settings.config();
        Digests digests = new Digests(new Secrets(Optional.of(users), Secrets.realm(config)),
                new Nonces(scripts, config.registration().nonceLife()), List.of("SHA-256", "MD5"),
                guesses);
        TestGateway[] self = new TestGateway[1];
        self[0] = new TestGateway(settings, Signals.NONE, null, List
                .of(new Registrar(digests, bindings, config, name, () -> self[0].stack(), Signals.NONE)));
        gateways.add(self[0]);
        return self[0];
    }

    @AfterEach
    void stop() {
        gateways.forEach(TestGateway::close);
    }

    /** A user at a telephone, with what its last answer told it. */
    private static final class User {

        private final Phone phone;
        private final String name;
        private final String password;
        private final String algorithm;
        private String callId = UUID.randomUUID().toString();
        private int cseq;
        private String nonce = "";
        private String uri = "sip:example.com";
        private int count;

        User(Phone phone, String name, String password, String algorithm) {
            this.phone = phone;
            this.name = name;
            this.password = password;
            this.algorithm = algorithm;
        }

        /** Asks, and once more with a proof where one is asked for. */
        String register(String... lines) {
            String answer = once(lines);
            return answer.startsWith("SIP/2.0 401") ? once(lines) : answer;
        }

        String once(String... lines) {
            List<String> all = new ArrayList<>(List.of(lines));
            if (!nonce.isEmpty()) {
                all.add(proof(++count));
            }
            return sent(all);
        }

        String sent(List<String> lines) {
            String answer = phone
                    .ask(phone.request("REGISTER", "sip:example.com", name + "@example.com", callId, ++cseq,
                            lines.toArray(String[]::new)));
            String challenge = Phone.headers(answer, "WWW-Authenticate").stream()
                    .filter(header -> header.contains("algorithm=" + algorithm)).findFirst().orElse("");
            if (!challenge.isEmpty()) {
                nonce = challenge.replaceFirst(".*nonce=\"([^\"]+)\".*", "$1");
                count = 0;
            }
            return answer;
        }

        String proof(int used) {
            String ha1 = Secrets.hash(algorithm, name + ":example.com:" + password);
            String ha2 = Secrets.hash(algorithm, "REGISTER:" + uri);
            String nc = String.format("%08x", used);
            String response = Secrets.hash(algorithm, ha1 + ":" + nonce + ":" + nc + ":c:auth:" + ha2);
            return "Authorization: Digest username=\"" + name + "\", realm=\"example.com\", nonce=\"" + nonce
                    + "\", uri=\"" + uri + "\", response=\"" + response + "\", algorithm=" + algorithm
                    + ", cnonce=\"c\", qop=auth, nc=" + nc;
        }
    }

    private User alice(Phone phone) {
        return new User(phone, "alice", "wonder land", "SHA-256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "MD5"})
    void whoKnowsThePasswordIsBound(String algorithm) {
        try (Phone phone = gateway.udp()) {
            User alice = new User(phone, "alice", "wonder land", algorithm);
            String asked = alice.once(CONTACT);
            assertThat(asked).startsWith("SIP/2.0 401").contains("realm=\"example.com\"", "algorithm=SHA-256",
                    "algorithm=MD5", "qop=\"auth\"").doesNotContain("stale");
            String answer = alice.once(CONTACT, "Expires: 600");
            assertThat(answer).startsWith("SIP/2.0 200");
            assertThat(Phone.header(answer, "Contact")).matches("<sip:alice@127.0.0.1:5099>;expires=(600|599)");
            Binding bound = RealRedis.await(bindings.of("alice")).values().iterator().next();
            assertThat(bound).isEqualTo(new Binding("sip:alice@127.0.0.1:5099", List.of(), "udp", "127.0.0.1",
                    phone.port(), "one"));
            assertThat(REDIS.command("PTTL", Keys.sipBindings("alice")).toLong()).isBetween(590_000L, 600_000L);
        }
    }

    @Test
    void aProofIsForAHostAndAPort() {
        try (Phone phone = gateway.udp()) {
            User alice = alice(phone);
            alice.uri = "sip:alice@example.com:5060;transport=udp";
            assertThat(alice.register(CONTACT)).startsWith("SIP/2.0 200");
            alice.uri = "sip:example.com:5062";
            assertThat(alice.once(CONTACT)).startsWith("SIP/2.0 403");
            alice.uri = "sip:elsewhere.org";
            assertThat(alice.once(CONTACT)).startsWith("SIP/2.0 403");
        }
    }

    @Test
    void aDigestInTheFileIsAsGoodAsAPassword() {
        try (Phone phone = gateway.tcp()) {
            User bob = new User(phone, "bob", "builder", "MD5");
            assertThat(bob.register("Contact: <sip:bob@127.0.0.1:5099;transport=tcp>")).startsWith("SIP/2.0 200");
            Binding bound = RealRedis.await(bindings.of("bob")).values().iterator().next();
            assertThat(bound.heldByGateway()).isTrue();
            assertThat(bound.port()).isEqualTo(phone.port());
        }
    }

    @Test
    void nobodyElseIs() {
        try (Phone phone = gateway.udp()) {
            assertThat(new User(phone, "alice", "wrong", "MD5").register(CONTACT)).startsWith("SIP/2.0 403");
            assertThat(new User(phone, "nobody", "x", "MD5").register(CONTACT)).startsWith("SIP/2.0 403");
            User bob = new User(phone, "bob", "builder", "MD5");
            bob.register(CONTACT);
            String stolen = phone.request("REGISTER", "sip:example.com", CONTACT, bob.proof(9));
            assertThat(phone.ask(stolen)).startsWith("SIP/2.0 403");
            assertThat(phone.ask(phone.request("REGISTER", "sip:elsewhere.org", "x@elsewhere.org", "c", 1, CONTACT)))
                    .startsWith("SIP/2.0 404");
            assertThat(REDIS.command("EXISTS", Keys.sipBindings("alice")).toInteger()).isZero();
        }
    }

    @Test
    void whoGuessesIsSoonHeardNoMore() {
        try (Phone thief = gateway.udp(); Phone phone = gateway.udp()) {
            User wrong = new User(thief, "alice", "wrong", "MD5");
            for (int i = 0; i < 10; i++) {
                assertThat(wrong.register(CONTACT)).startsWith("SIP/2.0 403");
            }
            assertThat(alice(phone).register(CONTACT)).as("nobody there, even with the right one")
                    .startsWith("SIP/2.0 403");
            assertThat(new User(phone, "bob", "builder", "MD5").register(CONTACT)).as("others there")
                    .startsWith("SIP/2.0 200");
            clock.addAndGet(Duration.ofSeconds(7).toNanos());
            assertThat(alice(phone).register(CONTACT)).as("some seconds later").startsWith("SIP/2.0 200");
        }
    }

    @Test
    void guessesAboutNobodyAreNotRemembered() {
        try (Phone thief = gateway.udp()) {
            User nobody = new User(thief, "nobody", "x", "MD5");
            for (int i = 0; i < 11; i++) {
                assertThat(nobody.register(CONTACT)).startsWith("SIP/2.0 403");
            }
            assertThat(guesses.mayTry("127.0.0.1", "nobody")).as("made-up names take no memory").isTrue();
        }
    }

    @Test
    void aProofThatWasHeardIsGoodForNothing() {
        TestGateway other = gateway("two", "300s");
        try (Phone phone = gateway.udp(); Phone thief = other.udp()) {
            User alice = alice(phone);
            alice.register(CONTACT);
            String heard = alice.proof(1);
            String answer = thief.ask(thief.request("REGISTER", "sip:example.com", CONTACT, heard));
            assertThat(answer).startsWith("SIP/2.0 401").contains("stale=true");
            assertThat(thief.ask(thief.request("REGISTER", "sip:example.com", CONTACT, alice.proof(2))))
                    .as("a nonce of one gateway at another").startsWith("SIP/2.0 200");
            assertThat(alice.once(CONTACT)).as("which has used this count").startsWith("SIP/2.0 401");
            assertThat(alice.once(CONTACT)).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void anOldNonceIsStaleAndAForeignOneIsNone() {
        TestGateway hasty = gateway("hasty", "1ms");
        try (Phone phone = hasty.udp()) {
            User alice = alice(phone);
            alice.once(CONTACT);
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(alice.once(CONTACT)).startsWith("SIP/2.0 401")
                            .contains("stale=true"));
            alice.nonce = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
            assertThat(alice.once(CONTACT)).startsWith("SIP/2.0 401").doesNotContain("stale");
        }
    }

    @Test
    void timesAreKeptWithinBounds() {
        try (Phone phone = gateway.udp()) {
            User alice = alice(phone);
            String brief = alice.register(CONTACT + ";expires=5");
            assertThat(brief).startsWith("SIP/2.0 423");
            assertThat(Phone.header(brief, "Min-Expires")).isEqualTo("60");
            assertThat(Phone.header(alice.once(CONTACT, "Expires: 99999"), "Contact")).matches(".*expires=(3600|3599)");
            assertThat(Phone.header(alice.once(CONTACT), "Contact")).matches(".*expires=(3600|3599)");
            assertThat(Phone.headers(alice.once(CONTACT + ";expires=0"), "Contact")).isEmpty();
        }
    }

    @Test
    void aUserHasSeveralTelephonesButNotAnyNumber() {
        try (Phone phone = gateway.udp()) {
            User alice = alice(phone);
            assertThat(alice.register("Contact: <sip:a@h1>, <sip:a@h2>;expires=900")).contains("<sip:a@h1>",
                    "<sip:a@h2>");
            assertThat(alice.once("Contact: <sip:a@h1>, <sip:a@h2>, <sip:a@h3>")).startsWith("SIP/2.0 403");
            assertThat(alice.once()).as("a look").contains("<sip:a@h1>", "<sip:a@h2>");
            assertThat(alice.once("Contact: <sip:a@h3>")).as("the first to end makes room").contains("<sip:a@h1>",
                    "<sip:a@h3>").doesNotContain("<sip:a@h2>");
            assertThat(alice.once("Contact: *", "Expires: 60")).startsWith("SIP/2.0 400");
            assertThat(alice.once("Contact: *", "Contact: <sip:a@h1>", "Expires: 0")).startsWith("SIP/2.0 400");
            assertThat(Phone.headers(alice.once("Contact: *", "Expires: 0"), "Contact")).isEmpty();
            assertThat(RealRedis.await(bindings.of("alice"))).isEmpty();
        }
    }

    @Test
    void aLateRegisterChangesNothing() {
        try (Phone phone = gateway.udp()) {
            User alice = alice(phone);
            alice.cseq = 10;
            assertThat(alice.register(CONTACT)).startsWith("SIP/2.0 200");
            alice.cseq = 3;
            assertThat(alice.once(CONTACT + ";expires=0")).startsWith("SIP/2.0 500");
            assertThat(alice.once("Contact: *", "Expires: 0")).startsWith("SIP/2.0 500");
            assertThat(RealRedis.await(bindings.of("alice"))).hasSize(1);
            alice.callId = "after-a-restart";
            assertThat(alice.once("Contact: *", "Expires: 0")).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void nobodyButAProxySaysWhichWayATelephoneIsReached() {
        try (Phone phone = gateway.udp()) {
            String answer = alice(phone).register(CONTACT, "Supported: path", "Path: <sip:victim.example.com;lr>");
            assertThat(answer).startsWith("SIP/2.0 403");
            assertThat(RealRedis.await(bindings.of("alice"))).isEmpty();
        }
    }

    @Test
    void theProxiesOnTheWayAreRemembered() {
        try (Phone phone = gateway("behind-a-proxy", "300s").udp()) {
            String answer = alice(phone).register(CONTACT, "Supported: path", "Require: path",
                    "Path: <sip:edge.example.com;lr>", "Path: <sip:inner.example.com;lr>");
            assertThat(answer).startsWith("SIP/2.0 200").contains("<sip:edge.example.com;lr>");
            assertThat(RealRedis.await(bindings.of("alice")).values().iterator().next().path())
                    .containsExactly("<sip:edge.example.com;lr>", "<sip:inner.example.com;lr>");
        }
    }

    @Test
    void whoeverReadsTheBooksFindsTheTelephoneAndItsGateway() {
        REDIS.command("HSET", Keys.SIP_GATEWAYS, "one", "line-1", "two", "line-2", "dead", "line-0");
        try (Phone phone = gateway.tcp()) {
            alice(phone).register("Contact: <sip:alice@127.0.0.1:5099;transport=tcp>");
        }
        String address = RealRedis.await(destinations.contacts("alice")).get(0);
        assertThat(address).startsWith("sip:alice@mediary;gr=");
        assertThat(RealRedis.await(destinations.gateway(address))).contains("line-1");
        assertThat(RealRedis.await(bindings.find(Registered.of(address).orElseThrow())).orElseThrow().contact())
                .isEqualTo("sip:alice@127.0.0.1:5099;transport=tcp");
        assertThat(RealRedis.await(destinations.contacts("nobody"))).isEmpty();
        assertThat(RealRedis.await(destinations.gateway("sip:x@trunk.example.net")).orElseThrow()).isIn("line-1",
                "line-2");
        REDIS.command("HDEL", Keys.SIP_GATEWAYS, "one", "two");
        assertThat(RealRedis.await(destinations.gateway(address))).isEmpty();
        assertThat(Registered.of(new Registered("a b;c@d", "n").address())).contains(new Registered("a b;c@d", "n"));
    }

    @Test
    void aChangedFileIsReadAgain() throws IOException {
        Secrets secrets = new Secrets(Optional.of(users), "example.com");
        assertThat(secrets.isKnown("carol")).isFalse();
        Files.writeString(users, "carol=x\n");
        Files.setLastModifiedTime(users, java.nio.file.attribute.FileTime.fromMillis(1));
        secrets.look();
        assertThat(secrets.isKnown("carol")).isTrue();
        Files.writeString(users, "carol={ha1}123\n");
        secrets.look();
        assertThat(secrets.isKnown("carol")).as("what cannot be read changes nothing").isTrue();
    }
}
