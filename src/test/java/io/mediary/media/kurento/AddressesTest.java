package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;

import org.junit.jupiter.api.Test;

import io.mediary.config.EmbeddedServices;
import io.quarkus.runtime.configuration.ConfigurationException;

class AddressesTest {

    private static final URI EMBEDDED = URI.create("ws://127.0.0.1:5/kurento");

    @Test
    void configuredServersWinOverTheEmbeddedOne() {
        assertThat(Addresses.of(TestPlane.config("urls", "ws://a:1/kurento,wss://b/kurento,ws://a:1/kurento"),
                embedded(Optional.of(EMBEDDED))))
                .containsExactly(URI.create("ws://a:1/kurento"), URI.create("wss://b/kurento"));
        assertThat(Addresses.of(TestPlane.config(), embedded(Optional.of(EMBEDDED)))).containsExactly(EMBEDDED);
    }

    @Test
    void whereANameIsFollowedNothingElseIsNeeded() {
        assertThat(Addresses.of(TestPlane.config("discover", "ws://media:1/kurento"), embedded(Optional.of(EMBEDDED))))
                .isEmpty();
        assertThat(Addresses.of(TestPlane.config("discover", "ws://media:1/kurento", "urls", "ws://a:1/kurento"),
                embedded(Optional.empty()))).containsExactly(URI.create("ws://a:1/kurento"));
        assertThatThrownBy(() -> Addresses.of(TestPlane.config("discover", "media:1"), embedded(Optional.empty())))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediary.kurento.discover");
    }

    @Test
    void withoutAnyTheStartFailsAndNamesTheSettings() {
        for (Optional<URI> off : List.of(Optional.<URI>empty())) {
            assertThatThrownBy(() -> Addresses.of(TestPlane.config(), embedded(off)))
                    .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediary.kurento.urls")
                    .hasMessageContaining("mediary.embedded.enabled");
        }
    }

    @Test
    void whatIsNoWebSocketAddressIsRefused() {
        assertThatThrownBy(() -> Addresses.of(TestPlane.config("urls", "http://a/kurento"),
                embedded(Optional.empty()))).isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("http://a/kurento");
    }

    @Test
    void aNodeIsKnownByItsAddress() {
        assertThat(Node.id(EMBEDDED)).isEqualTo(Node.id(URI.create(EMBEDDED.toString()))).hasSize(12)
                .isNotEqualTo(Node.id(URI.create("ws://127.0.0.1:6/kurento")));
    }

    private static Instance<EmbeddedServices> embedded(Optional<URI> kurento) {
        return new One(new EmbeddedServices() {

            @Override
            public Optional<URI> redis() {
                return Optional.empty();
            }

            @Override
            public Optional<URI> kurento() {
                return kurento;
            }
        });
    }

    private record One(EmbeddedServices services) implements Instance<EmbeddedServices> {

        @Override
        public EmbeddedServices get() {
            return services;
        }

        @Override
        public Instance<EmbeddedServices> select(Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends EmbeddedServices> Instance<U> select(Class<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <U extends EmbeddedServices> Instance<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isUnsatisfied() {
            return false;
        }

        @Override
        public boolean isAmbiguous() {
            return false;
        }

        @Override
        public void destroy(EmbeddedServices instance) {
        }

        @Override
        public Handle<EmbeddedServices> getHandle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterable<? extends Handle<EmbeddedServices>> handles() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterator<EmbeddedServices> iterator() {
            return List.of(services).iterator();
        }
    }
}
