package io.mediary.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.config.IceConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class IceServersTest {

    private static final Map<String, String> BOTH = Map.of("mediary.ice.stun-urls", "stun:turn.example.org:3478",
            "mediary.ice.turn-urls",
            "turn:turn.example.org:3478?transport=udp,turns:turn.example.org:5349?transport=tcp",
            "mediary.ice.turn-secret", "north");

    static ConfiguredIceServers with(Map<String, String> settings) {
        return new ConfiguredIceServers(new SmallRyeConfigBuilder().withMapping(IceConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .withConverter(Duration.class, 1, text -> Duration.parse("PT" + text)).build()
                .getConfigMapping(IceConfig.class));
    }

    @Test
    void nothingConfiguredIsAnEmptyList() {
        assertThat(with(Map.of()).of("alice")).isEqualTo(new IceServers(List.of(), Optional.empty()));
    }

    @Test
    void turnServersComeWithCredentialsThatEndWhenTheAnswerSays() {
        long before = System.currentTimeMillis();
        IceServers servers = with(BOTH).of("alice");

        assertThat(servers.iceServers()).hasSize(2);
        IceServer stun = servers.iceServers().get(0);
        IceServer turn = servers.iceServers().get(1);
        assertThat(stun).isEqualTo(
                new IceServer(List.of("stun:turn.example.org:3478"), Optional.empty(), Optional.empty()));
        assertThat(turn.urls()).containsExactly("turn:turn.example.org:3478?transport=udp",
                "turns:turn.example.org:5349?transport=tcp");
        long end = servers.expiresAt().orElseThrow();
        assertThat(end).isBetween(before + Duration.ofHours(24).toMillis() - 1000,
                System.currentTimeMillis() + Duration.ofHours(24).toMillis());
        assertThat(turn.username()).contains(end / 1000 + ":alice");
        assertThat(turn.credential()).contains(new TurnSecret("north").credential(turn.username().get()));
    }

    /** The value is what {@code openssl dgst -sha1 -hmac north} says. */
    @Test
    void theCredentialIsTheUserNamesHmac() {
        assertThat(TurnSecret.username("alice", 1_790_000_000L)).isEqualTo("1790000000:alice");
        assertThat(new TurnSecret("north").credential("1790000000:alice")).isEqualTo("bkNQAGOiGcDMDatOUuHbbdAqDKY=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "jörg", "with space", "a\nb"})
    void namesThatTurnServersWouldNotTakeAreReplacedByTheSameTextEachTime(String user) {
        String name = TurnSecret.username(user, 1);
        assertThat(name).matches("1:[A-Za-z0-9_-]{24}").isEqualTo(TurnSecret.username(user, 1))
                .isNotEqualTo(TurnSecret.username(user + "x", 1));
    }

    @Test
    void aVeryLongNameIsReplacedToo() {
        assertThat(TurnSecret.username("a".repeat(129), 1)).hasSize(26);
        assertThat(TurnSecret.username("a".repeat(128), 1)).endsWith(":" + "a".repeat(128));
    }

    @ParameterizedTest
    @CsvSource({"mediary.ice.stun-urls, turn:a.example.org", "mediary.ice.stun-urls, stun:",
            "mediary.ice.turn-urls, http://a.example.org", "mediary.ice.turn-urls, turn:a.example.org?transport=sctp",
            "mediary.ice.turn-urls, turn:user@a.example.org", "mediary.ice.ttl, 59S", "mediary.ice.ttl, 169H"})
    void wrongSettingsKeepTheInstanceFromStartingAndAreNamed(String setting, String value) {
        Map<String, String> settings = Map.of("mediary.ice.turn-secret", "north", setting, value);

        assertThatThrownBy(() -> with(settings)).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(setting);
    }

    @Test
    void turnServersWithoutASecretKeepTheInstanceFromStarting() {
        assertThatThrownBy(() -> with(Map.of("mediary.ice.turn-urls", "turn:a.example.org")))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediary.ice.turn-secret");
        assertThatThrownBy(
                () -> with(Map.of("mediary.ice.turn-urls", "turn:a.example.org", "mediary.ice.turn-secret", " ")))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediary.ice.turn-secret");
    }
}
