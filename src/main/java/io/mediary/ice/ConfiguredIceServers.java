package io.mediary.ice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logging.Logger;

import io.mediary.config.IceConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The configured STUN and TURN servers, with credentials for whoever asks. Asks nobody, keeps nothing. Thread-safe. */
@ApplicationScoped
public class ConfiguredIceServers {

    private static final Logger LOG = Logger.getLogger(ConfiguredIceServers.class);
    private static final int MOST = 16;
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Pattern STUN = Pattern.compile("stuns?:[^\\s/?@]{1,512}");
    private static final Pattern TURN = Pattern.compile("turns?:[^\\s/?@]{1,512}(\\?transport=(udp|tcp))?");

    private final List<String> stun;
    private final List<String> turn;
    private final Optional<TurnSecret> secret;
    private final Duration ttl;

    /**
     * Reads the configuration.
     *
     * @throws ConfigurationException naming the setting that is wrong
     */
    ConfiguredIceServers(IceConfig config) {
        stun = urls(config.stunUrls(), STUN, "mediary.ice.stun-urls");
        turn = urls(config.turnUrls(), TURN, "mediary.ice.turn-urls");
        secret = config.turnSecret().filter(text -> !text.isBlank()).map(TurnSecret::new);
        ttl = config.ttl();
        if (stun.size() + turn.size() > MOST) {
            throw wrong("mediary.ice.turn-urls", "at most " + MOST + " servers, with those of mediary.ice.stun-urls");
        }
        if (!turn.isEmpty() && secret.isEmpty()) {
            throw wrong("mediary.ice.turn-secret", "mediary.ice.turn-urls needs it");
        }
        if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
            throw wrong("mediary.ice.ttl", "1 minute to 7 days");
        }
    }

    /** A wrong setting is told at the start, not to the first caller. */
    void start(@Observes StartupEvent event) {
        LOG.debugf("Clients are told of %d STUN and %d TURN servers", stun.size(), turn.size());
    }

    /**
     * The servers, with credentials that work from now on for {@code mediary.ice.ttl}.
     *
     * @param user whose credentials they are; any text
     */
    public IceServers of(String user) {
        List<IceServer> servers = new ArrayList<>();
        if (!stun.isEmpty()) {
            servers.add(new IceServer(stun, Optional.empty(), Optional.empty()));
        }
        if (turn.isEmpty()) {
            return new IceServers(servers, Optional.empty());
        }
        long until = System.currentTimeMillis() / 1000 + ttl.toSeconds();
        String username = TurnSecret.username(user, until);
        servers.add(new IceServer(turn, Optional.of(username), secret.map(shared -> shared.credential(username))));
        return new IceServers(servers, Optional.of(until * 1000));
    }

    private static List<String> urls(Optional<List<String>> configured, Pattern form, String setting) {
        List<String> urls = configured.map(List::copyOf).orElse(List.of());
        urls.stream().filter(url -> !form.matcher(url).matches()).findFirst().ifPresent(url -> {
            throw wrong(setting, url + " is not the address of such a server");
        });
        return urls;
    }

    private static ConfigurationException wrong(String setting, String why) {
        return new ConfigurationException(setting + ": " + why, Set.of(setting));
    }
}
