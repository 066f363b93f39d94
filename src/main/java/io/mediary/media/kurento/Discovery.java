package io.mediary.media.kurento;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import org.jboss.logging.Logger;

import io.vertx.core.Vertx;

/**
 * Follows which media servers there are: the listed ones, and one at each address that a name stands for. A name that cannot
 * be looked up stands for what it stood for before. Thread-safe.
 */
final class Discovery {

    private static final Logger LOG = Logger.getLogger(Discovery.class);
    /** More is a mistake in the name service. */
    private static final int MOST = 1000;

    private final List<Address> listed;
    private final Optional<URI> name;
    private final Lookup lookup;
    private final Executor worker;
    private final Consumer<Collection<Address>> follow;
    private final AtomicBoolean looking = new AtomicBoolean();
    private volatile boolean isFailing;
    private volatile boolean closed;

    /** Asks the name service; may block. */
    @FunctionalInterface
    interface Lookup {

        /** All addresses of a host. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /**
     * Nothing is followed yet.
     *
     * @param listed those that are always there
     * @param name the WebSocket address whose host is looked up
     * @param worker runs what blocks
     * @param follow told all there are, the listed ones at once
     */
    Discovery(List<URI> listed, Optional<URI> name, Lookup lookup, Executor worker,
            Consumer<Collection<Address>> follow) {
        this.listed = listed.stream().map(Address::of).toList();
        this.name = name;
        this.lookup = lookup;
        this.worker = worker;
        this.follow = follow;
    }

    /** Begins to follow. */
    void open(Vertx vertx, Duration interval) {
        if (name.isEmpty()) {
            follow.accept(listed);
            return;
        }
        if (!listed.isEmpty()) {
            follow.accept(listed);
        }
        look();
        vertx.setPeriodic(Math.max(1, interval.toMillis()), timer -> {
            if (closed) {
                vertx.cancelTimer(timer);
            } else {
                look();
            }
        });
    }

    void close() {
        closed = true;
    }

    private void look() {
        if (looking.compareAndSet(false, true)) {
            worker.execute(() -> {
                try {
                    found(name.orElseThrow());
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    private void found(URI url) {
        Set<Address> all = new LinkedHashSet<>(listed);
        try {
            InetAddress[] found = lookup.addresses(bare(url.getHost()));
            if (found.length > MOST) {
                LOG.errorf("%s stands for %d addresses: more than %d are not followed", url.getHost(), found.length,
                        MOST);
                return;
            }
            for (InetAddress one : found) {
                all.add(new Address(at(url, one), url.getHost()));
            }
        } catch (UnknownHostException e) {
            if (!isFailing) {
                LOG.warnf("%s cannot be looked up: it is taken to stand for what it did", url.getHost());
            }
            isFailing = true;
            return;
        }
        isFailing = false;
        if (!closed) {
            follow.accept(new ArrayList<>(all));
        }
    }

    private static URI at(URI url, InetAddress address) {
        String literal = address.getHostAddress();
        String host = address instanceof Inet6Address ? "[" + literal.replaceFirst("%.*", "") + "]" : literal;
        try {
            return new URI(url.getScheme(), null, host, url.getPort(), url.getPath(), url.getQuery(), null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A host without the brackets of an IPv6 address. */
    static String bare(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
