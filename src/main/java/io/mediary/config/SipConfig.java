package io.mediary.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The SIP gateway: telephones and trunks at the other end of calls. Prefix {@code mediary.sip}. */
@ConfigMapping(prefix = "mediary.sip")
public interface SipConfig {

    /** Whether this instance is a SIP gateway. Off: nothing listens, and nothing of SIP is loaded. */
    @WithDefault("false")
    boolean enabled();

    /** The address that it listens on, for all transports. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port for UDP; 0: no UDP; negative: any free one, as for the other transports. */
    @WithDefault("5060")
    int udpPort();

    /** The port for TCP; 0: no TCP. */
    @WithDefault("5060")
    int tcpPort();

    /** The port for TLS, as 5061; 0: no TLS. Needs {@link #tlsConfigurationName()}. */
    @WithDefault("0")
    int tlsPort();

    /**
     * The name or address by which peers reach this very instance (Via, Contact). Unless set: {@link #host()}, or where that is
     * all addresses, the one of this machine that leads outside.
     */
    Optional<String> advertisedHost();

    /**
     * The domains whose users are ours: {@code sip:USER@DOMAIN}. The advertised host, and any address that the gateway
     * listens on, is ours beside them. The first one is the realm of digests; without any that is {@code mediary}.
     */
    Optional<List<String>> domains();

    /**
     * The name of a Quarkus TLS configuration ({@code quarkus.tls.NAME.*}) with the key store (PEM, PKCS12 or JKS) of
     * {@link #tlsPort()} and the trust store for connections that the gateway opens; these verify the peer's name.
     */
    Optional<String> tlsConfigurationName();

    /**
     * The file of those who may register, as properties: {@code USER=PASSWORD}, or {@code USER={ha1}HEX} with the MD5 or SHA-256 digest of
     * {@code USER:REALM:PASSWORD}, or both with a comma between, so that no password stands in it. Read at start, and again when it has changed.
     * Without a file nobody may register.
     */
    Optional<String> users();

    /**
     * Addresses, in figures, of proxies that have authenticated their callers. Others who call under the name of a user of one of our
     * {@link #domains()} are asked for that user's password where there is a file of {@link #users()}: nobody calls in another's name.
     * They alone may add a {@code Path} (RFC 3327) to what is registered.
     */
    Optional<List<String>> trusted();

    /** Where all requests go that are for nobody of ours: {@code sip:proxy.example.org;transport=tcp}. None: the destination itself. */
    Optional<String> outboundProxy();

    /**
     * Whether keys in telephones' audio (RFC 4733) are told as {@code info} events: then that audio comes to this instance, at
     * {@link #audioPorts()}, which passes it on to the media server; else telephones send it to the media server themselves, and keys as INFO
     * if at all.
     */
    @WithDefault("true")
    boolean audioKeys();

    /** The first and the last UDP port for the audio of telephones, two for each call: as many calls at once can have keys in their audio. Of 1024 to 65535. */
    @WithDefault("16384-32767")
    String audioPorts();

    /** A telephone provider. */
    Trunk trunk();

    /**
     * Which users may call SIP addresses, from pages and from their telephones; {@code *}: everyone who is logged in or has registered. Unless set: nobody by
     * the {@link #trunk()}, for that costs money, and everyone where {@link #destinations()}, {@link #outboundProxy()} or {@link #direct()} let them.
     * Registered telephones of users may be called by all.
     */
    Optional<List<String>> callers();

    /** Hosts that may be called beside registered contacts and the trunk; {@code *.example.org} stands for all below. None, unless set. */
    Optional<List<String>> destinations();

    /** Whether any host may be called: then callers can make the gateway send requests anywhere. */
    @WithDefault("false")
    boolean direct();

    /** Threads that read and answer messages. 1 to 64. */
    @WithDefault("4")
    int threads();

    /** Bounds on what peers may send. */
    Limits limits();

    /** Registrations. */
    Registration registration();

    /** Session timers (RFC 4028). */
    SessionTimer sessionTimer();

    /** A telephone provider. Prefix {@code mediary.sip.trunk}. */
    interface Trunk {

        /** Its address: {@code sip.example.net}, {@code sip:sip.example.net:5070;transport=tcp}. None: no trunk. */
        Optional<String> host();

        /** The name that it knows us by. */
        Optional<String> user();

        /** The password of that name. */
        Optional<String> password();

        /** Whether the gateways register there, one at a time, so that calls come in. */
        @WithDefault("false")
        boolean register();
    }

    /** Bounds on what peers may send; each says which harm it prevents. Prefix {@code mediary.sip.limits}. */
    interface Limits {

        /** Requests a second of one source address, over a while; more are answered 503, and then not at all: one peer does not take all. */
        @WithDefault("200")
        int requestsPerSecond();

        /** Requests of one source address that may come at once. */
        @WithDefault("400")
        int burst();

        /** Source addresses that are remembered at once; beyond it the ones longest silent are forgotten: floods with forged sources do not eat the heap. */
        @WithDefault("20000")
        int sources();

        /** TCP and TLS connections at once; more are closed at once. */
        @WithDefault("2000")
        int connections();

        /** TCP and TLS connections of one source address. */
        @WithDefault("100")
        int connectionsPerSource();

        /** After how long without a message (or keep-alive, RFC 5626) a connection is closed. */
        @WithDefault("600s")
        Duration idle();

        /** How long a new connection may take to its first whole message, and any to complete one that it began: slow senders hold no place. */
        @WithDefault("20s")
        Duration incomplete();

        /** The largest message; a larger one closes its connection, or is dropped. */
        @WithDefault("64K")
        MemorySize messageSize();

        /** Messages that wait for a thread; more are dropped (UDP), or their connection is closed. */
        @WithDefault("4096")
        int waiting();

        /** Bytes that may wait in one connection for a peer that does not read; more close it. */
        @WithDefault("1M")
        MemorySize outbound();

        /** Transactions that others began and that are not over; more are answered 503. */
        @WithDefault("20000")
        int transactions();

        /**
         * Calls of one source address that may ring at once; more are answered 503: a stranger does not take all media. Not for
         * {@link SipConfig#trusted()} ones.
         */
        @WithDefault("200")
        int ringing();

        /** Most time for a connection that the gateway opens, its TLS handshake included. */
        @WithDefault("3s")
        Duration connectTimeout();
    }

    /** Registrations. Prefix {@code mediary.sip.registration}. Times in whole seconds. */
    interface Registration {

        /** The shortest that a contact may be bound for; shorter wishes are answered 423. */
        @WithDefault("60s")
        Duration shortest();

        /** The longest; longer wishes are cut. */
        @WithDefault("3600s")
        Duration longest();

        /** Where a telephone says nothing. */
        @WithDefault("3600s")
        Duration usual();

        /** Contacts that one user may have bound: one more takes the place of the one that would end first. A REGISTER with more is answered 403. */
        @WithDefault("10")
        int contacts();

        /** How long a nonce may be used; then telephones are asked again, with {@code stale=true}. */
        @WithDefault("300s")
        Duration nonceLife();

        /**
         * The digests that are offered and taken, in this order: {@code MD5}, {@code SHA-256}. Telephones that do not know one of them often answer none: SHA-256
         * is for where all know it.
         */
        @WithDefault("MD5")
        List<String> algorithms();
    }

    /** Session timers. Prefix {@code mediary.sip.session-timer}. */
    interface SessionTimer {

        /** How long a call lives without a refresh: one whose peer vanished ends. */
        @WithDefault("1800s")
        Duration expires();

        /** The shortest that a peer may ask for; shorter wishes are answered 422. At least 90 s (RFC 4028). */
        @WithDefault("90s")
        Duration shortest();
    }
}
