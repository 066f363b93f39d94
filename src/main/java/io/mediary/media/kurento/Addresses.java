package io.mediary.media.kurento;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.inject.Instance;

import io.mediary.config.EmbeddedServices;
import io.mediary.config.KurentoConfig;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Where the media servers are: as configured, else the embedded one. Stateless. */
final class Addresses {

    private static final String SETTING = "mediary.kurento.urls";
    private static final String DISCOVER = "mediary.kurento.discover";

    private Addresses() {
    }

    /**
     * The addresses that are listed, each once; none where a name is to be followed alone. Blocks while the embedded server
     * starts.
     *
     * @throws ConfigurationException where there is none, or one that is no WebSocket address
     */
    static List<URI> of(KurentoConfig config, Instance<EmbeddedServices> embedded) {
        Optional<List<URI>> configured = config.urls().filter(urls -> !urls.isEmpty());
        config.discover().ifPresent(url -> check(DISCOVER, url));
        if (configured.isEmpty() && config.discover().isPresent()) {
            return List.of();
        }
        Set<URI> urls = configured.<Set<URI>>map(LinkedHashSet::new)
                .orElseGet(() -> Set.of(embedded(embedded).orElseThrow(Addresses::missing)));
        urls.forEach(url -> check(SETTING, url));
        return List.copyOf(urls);
    }

    private static Optional<URI> embedded(Instance<EmbeddedServices> embedded) {
        return embedded.isResolvable() ? embedded.get().kurento() : Optional.empty();
    }

    private static void check(String setting, URI url) {
        boolean webSocket = "ws".equalsIgnoreCase(url.getScheme()) || "wss".equalsIgnoreCase(url.getScheme());
        if (!webSocket || url.getHost() == null) {
            throw new ConfigurationException(
                    setting + ": '" + url + "' is not a WebSocket address such as ws://media-1:8888/kurento",
                    Set.of(setting));
        }
    }

    private static ConfigurationException missing() {
        return new ConfigurationException("No media server: set " + SETTING
                + " (environment variable MEDIARY_KURENTO_URLS), for example to ws://localhost:8888/kurento, or "
                + DISCOVER
                + ", or, for a try-out with a package that includes the embedded services, mediary.embedded.enabled=true.",
                Set.of(SETTING));
    }
}
