package io.mediary.ice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.testing.Browser;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RunsAlone;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** {@code mediary.js} puts the servers into the peer connection, whoever offers, beside those that the page has. */
@RunsAlone
@QuarkusTest
@RequiresChromium
@TestProfile(ClientsAreToldOfIceServersTest.WithTurn.class)
class BrowsersUseTheIceServersTest {

    private static final String URLS = """
            const { Mediary } = await import('/mediary.js');
            const mediary = await Mediary.connect('/v1/ws');
            const configuration = { iceServers: [{ urls: 'stun:own.example.org' }] };
            const session = await mediary.session({ type: 'park' }, { role: args[0], iceServers: args[1], configuration });
            const servers = session.peer.getConfiguration().iceServers;
            mediary.close();
            return servers.flatMap(({ urls, username }) => `${[urls].flat()[0]} ${/:anonymous$/.test(username)}`);
            """;

    @TestHTTPResource("/")
    URI instance;

    @ParameterizedTest
    @ValueSource(strings = {"offer", "answer"})
    void theyAreUsedWhenThePageWantsThem(String role) {
        try (Browser browser = new Browser()) {
            browser.open(instance.resolve("/mediary.js"));

            assertThat(browser.await(URLS, role, true)).isEqualTo(List.of("stun:own.example.org false",
                    "stun:turn.example.org:3478 false", "turn:turn.example.org:3478?transport=udp true"));
            assertThat(browser.await(URLS, role, false)).isEqualTo(List.of("stun:own.example.org false"));
        }
    }
}
