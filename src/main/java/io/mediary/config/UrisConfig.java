package io.mediary.config;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** What media servers may be asked to open. */
@ConfigMapping(prefix = "mediary.uris")
public interface UrisConfig {

    /**
     * What players may open beside http and https at public addresses: beginnings of URLs, as
     * {@code http://10.0.0.5:8080/media/}, and directories, as {@code file:///srv/media/}. Whoever may start a player can
     * read what is listed here.
     */
    Optional<List<String>> allow();
}
