package io.mediary.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.signal.Signals;
import io.mediary.testing.Phone;

/** The traits of RFC 4475's torture messages, and messages that are broken at random: valid ones are answered, none wedges the gateway. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MalformedMessagesTest {

    private static final int MUTATIONS = 400;
    private static final long SEED = 4475;

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private TestGateway gateway;

    @BeforeAll
    void start() {
        RequestHandler busy = new RequestHandler() {

            @Override
            public Set<String> methods() {
                return Set.of("INVITE", "REGISTER", "MESSAGE", "ACK");
            }

            @Override
            public void handle(Incoming incoming) {
                if (incoming.transaction().isPresent()) {
                    incoming.answer(486);
                }
            }
        };
        Signals counted = new Signals() {

            @Override
            public void count(String name, long times, String... tags) {
                counts.computeIfAbsent(name + Arrays.toString(tags), key -> new LongAdder()).add(times);
            }

            @Override
            public void time(String name, java.time.Duration took, String... tags) {
                // Nothing is timed.
            }

            @Override
            public Gauge gauge(String name, DoubleSupplier value, String... tags) {
                return Signals.NONE.gauge(name, value, tags);
            }
        };
        gateway = new TestGateway(
                new SipSettings().with("limits.requests-per-second", 100_000).with("limits.burst", 100_000), counted,
                null, List.of(busy));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Arguments> messages() {
        return Stream.of("UDP", "TCP").flatMap(transport -> new TortureMessages(transport).all().stream()
                .map(torture -> Arguments.of(transport, torture)));
    }

    @ParameterizedTest(name = "{1} by {0}")
    @MethodSource("messages")
    void eachIsAnsweredAsItsTraitDeserves(String transport, TortureMessages.Torture torture) {
        try (Phone phone = phone(transport)) {
            phone.send(torture.message());
            boolean mayBeSilent = torture.answers().contains(0);
            // Whoever is silent must have read it: what comes behind it is answered.
            String answer = mayBeSilent && torture.answers().size() == 1
                    ? phone.ask(options(phone))
                    : last(phone, mayBeSilent);
            int status = answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(8, 11));
            if (torture.answers().equals(Set.of(0))) {
                assertThat(status).as(answer).isEqualTo(200);
            } else {
                assertThat(torture.answers()).as(answer).contains(status);
            }
        }
        try (Phone other = phone(transport)) {
            assertThat(other.ask(options(other))).startsWith("SIP/2.0 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"UDP", "TCP"})
    void nothingThatIsBrokenAtRandomWedgesIt(String transport) {
        Random random = new Random(SEED);
        List<TortureMessages.Torture> all = new TortureMessages(transport).all();
        for (int i = 0; i < MUTATIONS; i++) {
            try (Phone phone = phone(transport)) {
                phone.send(broken(all.get(random.nextInt(all.size())).message(), random));
            }
            if (i % 50 == 0) {
                assertThat(gateway.isAlive()).as("after mutation %d", i).isTrue();
            }
        }
        assertThat(gateway.isAlive()).isTrue();
        assertThat(counts.get("mediary.sip.received[kind, malformed]").sum()).isPositive();
    }

    @Test
    void rubbishIsNoMessage() {
        byte[] rubbish = new byte[2000];
        new Random(SEED).nextBytes(rubbish);
        try (Phone udp = gateway.udp(); Phone tcp = gateway.tcp()) {
            udp.send(rubbish);
            tcp.send(rubbish);
            assertThat(udp.ask(options(udp))).startsWith("SIP/2.0 200");
        }
        assertThat(gateway.isAlive()).isTrue();
    }

    private Phone phone(String transport) {
        return "UDP".equals(transport) ? gateway.udp() : gateway.tcp();
    }

    private static String options(Phone phone) {
        return phone.request("OPTIONS", "sip:example.com");
    }

    private static String last(Phone phone, boolean mayBeSilent) {
        String answer = mayBeSilent ? phone.next(300).orElse("") : phone.next();
        while (answer.startsWith("SIP/2.0 1")) {
            answer = phone.next();
        }
        return answer;
    }

    /** Bytes changed, cut out, doubled, put in; or the end is missing. */
    private static byte[] broken(byte[] message, Random random) {
        byte[] broken = message.clone();
        for (int times = 1 + random.nextInt(6); times > 0 && broken.length > 8; times--) {
            int at = random.nextInt(broken.length - 4);
            int length = 1 + random.nextInt(Math.min(40, broken.length - at));
            broken = switch (random.nextInt(5)) {
                case 0 -> joined(Arrays.copyOf(broken, at), Arrays.copyOfRange(broken, at + length, broken.length));
                case 1 -> joined(Arrays.copyOf(broken, at + length), Arrays.copyOfRange(broken, at, broken.length));
                case 2 -> Arrays.copyOf(broken, at);
                case 3 -> {
                    byte[] more = new byte[length];
                    random.nextBytes(more);
                    yield joined(joined(Arrays.copyOf(broken, at), more),
                            Arrays.copyOfRange(broken, at, broken.length));
                }
                default -> {
                    broken[at] = (byte) "\r\n \t\"<>;,:@=%\\\0".charAt(random.nextInt(15));
                    yield broken;
                }
            };
        }
        return broken;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] all = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, all, one.length, other.length);
        return all;
    }
}
