package io.mediary.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;

import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;

class JwtAuthenticationTest {

    private static JwtAuthentication with(Optional<Boolean> enabled, LaunchMode mode, Map<String, String> settings) {
        return with(enabled, mode, settings, new ParseException("no token"));
    }

    private static JwtAuthentication with(Optional<Boolean> enabled, LaunchMode mode, Map<String, String> settings,
            Exception whatParsingThrows) {
        JWTParser parser = (JWTParser) Proxy.newProxyInstance(JWTParser.class.getClassLoader(),
                new Class<?>[]{JWTParser.class}, (proxy, method, arguments) -> {
                    throw whatParsingThrows;
                });
        Config config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new JwtAuthentication(enabled, "admin", parser, config, mode);
    }

    @Test
    void itIsOffInDevAndTestAndOnElsewhereUnlessSet() {
        assertThat(with(Optional.empty(), LaunchMode.DEVELOPMENT, Map.of()).enabled()).isFalse();
        assertThat(with(Optional.empty(), LaunchMode.TEST, Map.of()).enabled()).isFalse();
        assertThat(with(Optional.empty(), LaunchMode.NORMAL, Map.of()).enabled()).isTrue();
        assertThat(with(Optional.of(true), LaunchMode.TEST, Map.of()).enabled()).isTrue();
        assertThat(with(Optional.of(false), LaunchMode.NORMAL, Map.of()).enabled()).isFalse();
    }

    @Test
    void onWithoutKeyEndsTheStartAndNamesBothSettings() {
        JwtAuthentication authentication = with(Optional.empty(), LaunchMode.NORMAL, Map.of());

        assertThatThrownBy(authentication::requireKey).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("mediary.auth.enabled").hasMessageContaining("mp.jwt.verify.publickey.location");
    }

    @Test
    void anEmptyKeyIsNone() {
        assertThatThrownBy(with(Optional.of(true), LaunchMode.NORMAL,
                Map.of("mp.jwt.verify.publickey.location", ""))::requireKey)
                .isInstanceOf(ConfigurationException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mp.jwt.verify.publickey.location", "mp.jwt.verify.publickey",
            "smallrye.jwt.verify.key.location", "smallrye.jwt.verify.secretkey"})
    void anyKeyWillDo(String setting) {
        assertThatCode(with(Optional.of(true), LaunchMode.NORMAL, Map.of(setting, "key"))::requireKey)
                .doesNotThrowAnyException();
    }

    @Test
    void aKeyThatCannotBeReadEndsTheStartButOneBehindAUrlIsFetchedLater() {
        Exception unreadable = new IllegalStateException("no such file");
        Map<String, String> file = Map.of("mp.jwt.verify.publickey.location", "missing.pem");
        Map<String, String> url = Map.of("mp.jwt.verify.publickey.location", "https://localhost/keys");

        assertThatThrownBy(with(Optional.of(true), LaunchMode.NORMAL, file, unreadable)::requireReadableKey)
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mp.jwt.verify.publickey.location");
        assertThatCode(with(Optional.of(true), LaunchMode.NORMAL, file)::requireReadableKey)
                .doesNotThrowAnyException();
        assertThatCode(with(Optional.of(true), LaunchMode.NORMAL, url, unreadable)::requireReadableKey)
                .doesNotThrowAnyException();
        assertThatCode(with(Optional.of(false), LaunchMode.NORMAL, file, unreadable)::requireReadableKey)
                .doesNotThrowAnyException();
    }

    @Test
    void offNeedsNoKey() {
        assertThatCode(with(Optional.of(false), LaunchMode.NORMAL, Map.of())::requireKey).doesNotThrowAnyException();
    }
}
