package io.mediary.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.config.EmbeddedConfig;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;

class EmbeddedPortsAreCheckedTest {

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536"})
    void aPortThatIsNoneIsNotListenedOn(String port) {
        EmbeddedConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(EmbeddedConfig.class)
                .withDefaultValue("mediary.embedded.enabled", "true")
                .withDefaultValue("mediary.embedded.redis-port", port).build().getConfigMapping(EmbeddedConfig.class);
        EmbeddedParts parts = new EmbeddedParts(config, null, null, null);
        assertThatThrownBy(parts::redis).isInstanceOf(ConfigurationException.class)
                .hasMessage("mediary.embedded.redis-port (" + port + ") must be 0 to 65535");
    }
}
