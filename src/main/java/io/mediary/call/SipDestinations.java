package io.mediary.call;

import java.util.List;
import java.util.Optional;

import io.smallrye.mutiny.Uni;

/**
 * Port: where SIP addresses are reached. Absent where there is no SIP: then such addresses are {@code no_destination}. Reads Redis
 * only, so that any instance can answer, gateway or not. Thread-safe.
 */
public interface SipDestinations {

    /** Contacts that a user has registered, as addresses: each rings as a leg of its own. */
    Uni<List<String>> contacts(String user);

    /**
     * The connection id of a living gateway that shall ring an address: the one that holds the contact's flow where there is one
     * (TCP, TLS, WebSocket). Empty: none lives.
     */
    Uni<Optional<String>> gateway(String address);
}
