package io.mediary.media;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.OpenableUris;
import io.mediary.config.UrisConfig;
import io.mediary.function.Excerpt;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The rules that the configuration gives: one set for the commands and for the embedded media server. Thread-safe. */
@ApplicationScoped
public class ConfiguredUris implements OpenableUris {

    private static final Logger LOG = Logger.getLogger(ConfiguredUris.class);
    private static final String SETTING = "mediary.uris.allow";

    private final UriRules rules;

    /**
     * Reads the setting.
     *
     * @throws ConfigurationException where an entry is neither a URL nor a `file:` directory
     */
    ConfiguredUris(UrisConfig config) {
        try {
            rules = new UriRules(config.allow().orElse(List.of()));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(SETTING + ": " + e.getMessage(), e, Set.of(SETTING));
        }
    }

    /** A wrong setting is told at the start, not when somebody plays a file. */
    void start(@Observes StartupEvent event) {
        LOG.debugf("Players may open what is public, and %s", rules);
    }

    /** The rules themselves. */
    public UriRules rules() {
        return rules;
    }

    @Override
    public boolean allow(URI uri) {
        UriRules.Verdict verdict = rules.check(uri.toString());
        verdict.refusal().ifPresent(reason -> LOG.infof("Not opened: %s: %s", Excerpt.of(uri.toString()),
                Excerpt.of(reason)));
        return verdict.allowed();
    }

    @Override
    public boolean allow(URI uri, InetAddress address) {
        return rules.reaches(uri, address);
    }
}
