package io.mediary.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.testing.RequiresCommand;

/** A real coturn, configured as in {@code k8s/}, relays for whoever has credentials of ours, and for nobody else. */
@RequiresCommand({"turnserver", "turnutils_uclient"})
class TurnServersTakeOurCredentialsTest {

    private static final String RELAYED = "Total lost packets 0 ";
    private static final String REFUSED = "Cannot complete Allocation";

    private static TurnServer server;

    @BeforeAll
    static void start() {
        server = TurnServer.start("a shared secret", "--allow-loopback-peers", "--allowed-peer-ip=127.0.0.1");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static IceServer made(String secret, String user) {
        return IceServersTest.with(Map.of("mediary.ice.turn-urls", "turn:127.0.0.1", "mediary.ice.turn-secret", secret))
                .of(user).iceServers().get(0);
    }

    private static String relayed(TurnServer by, IceServer credentials) {
        return by.relayed(credentials.username().orElseThrow(), credentials.credential().orElseThrow());
    }

    @Test
    void messagesAreRelayedForAUserWithOurCredentials() {
        assertThat(relayed(server, made("a shared secret", "alice"))).contains(RELAYED).doesNotContain(REFUSED);
    }

    @Test
    void anyTextMayBeAUsersName() {
        assertThat(relayed(server, made("a shared secret", "Jörg: \"the\" 1st, of many"))).contains(RELAYED)
                .doesNotContain(REFUSED);
    }

    @Test
    void credentialsOfAnotherSecretAreRefused() {
        assertThat(relayed(server, made("another secret", "alice"))).contains(REFUSED).doesNotContain(RELAYED);
    }

    @Test
    void credentialsThatHaveEndedAreRefused() {
        String username = TurnSecret.username("alice", System.currentTimeMillis() / 1000 - 10);
        String credential = new TurnSecret("a shared secret").credential(username);

        assertThat(server.relayed(username, credential)).contains(REFUSED).doesNotContain(RELAYED);
    }

    @Test
    void aPrivateAddressIsNotReachedUnlessItIsLetIn() {
        try (TurnServer closed = TurnServer.start("a shared secret", "--allow-loopback-peers")) {
            assertThat(relayed(closed, made("a shared secret", "alice"))).contains("403").doesNotContain(RELAYED);
        }
    }
}
