package io.mediary.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;

import io.mediary.config.CallsConfig;
import io.mediary.connection.ConnectionRecord;
import io.mediary.connection.Users;
import io.mediary.function.Caller;
import io.mediary.store.Partition;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** Finds the connections that a call is to ring. Thread-safe. */
@ApplicationScoped
public class Directory {

    /** A connection that takes no requests: an event stream. */
    private static final String DEAF = "sse";
    private static final List<String> SCHEMES = List.of("sip:", "sips:", "tel:");

    private final Users users;
    private final Instance<SipDestinations> sip;
    private final CallsConfig config;

    Directory(Users users, Instance<SipDestinations> sip, CallsConfig config) {
        this.users = users;
        this.sip = sip;
        this.config = config;
    }

    /**
     * The legs of a call, in the order of its destinations, each connection once; as many as one call may ring.
     *
     * @param caller whose own connection does not ring, unless it is named by its id
     */
    Uni<List<Leg>> legs(List<Destination> destinations, Caller caller) {
        return Multi.createFrom().iterable(destinations)
                .onItem().transformToUniAndConcatenate(destination -> find(destination, caller))
                .collect().asList()
                .map(found -> {
                    Set<String> known = new HashSet<>();
                    List<Leg> legs = new ArrayList<>();
                    found.stream().flatMap(List::stream).filter(leg -> known.add(key(leg))).limit(config.legs())
                            .forEach(legs::add);
                    return legs;
                });
    }

    /** A gateway's connection rings many addresses. */
    private static String key(Leg leg) {
        return leg.type() == Leg.Type.SIP ? leg.connection() + ' ' + leg.invited() : leg.connection();
    }

    private Uni<List<Leg>> find(Destination destination, Caller caller) {
        String name = destination.name();
        boolean address = SCHEMES.stream().anyMatch(name.toLowerCase(Locale.ROOT)::startsWith);
        Optional<Leg.Type> type = destination.type().or(() -> address ? Optional.of(Leg.Type.SIP) : Optional.empty());
        if (type.isPresent()) {
            return switch (type.get()) {
                case USER -> user(destination, caller);
                case SESSION -> connection(destination);
                case SIP -> dialled(destination, name, Optional.empty());
            };
        }
        return connection(destination).flatMap(legs -> legs.isEmpty()
                ? user(destination, caller)
                : Uni.createFrom().item(legs));
    }

    private Uni<List<Leg>> connection(Destination destination) {
        return users.connection(destination.name()).map(found -> found.filter(Directory::hears).stream()
                .map(connection -> leg(destination, Leg.Type.SESSION, Optional.empty(), connection, connection.user()))
                .toList());
    }

    private Uni<List<Leg>> user(Destination destination, Caller caller) {
        String user = destination.name();
        Uni<List<Leg>> sockets = users.connectionsOf(user).map(found -> found.stream().filter(Directory::hears)
                .filter(connection -> caller.connection().filter(connection.id()::equals).isEmpty())
                .map(connection -> leg(destination, Leg.Type.USER, Optional.empty(), connection, user))
                .toList());
        return sip.isUnsatisfied()
                ? sockets
                : sockets.flatMap(legs -> sip.get().contacts(user)
                        .onItem().transformToMulti(contacts -> Multi.createFrom().iterable(contacts))
                        .onItem()
                        .transformToUniAndConcatenate(contact -> dialled(destination, contact, Optional.of(user)))
                        .onItem().<Leg>transformToIterable(found -> found)
                        .collect().asList()
                        .map(phones -> {
                            List<Leg> all = new ArrayList<>(legs);
                            all.addAll(phones);
                            return all;
                        }));
    }

    /** @param user who has registered there, which is all that the caller is told; empty: the address is the caller's own word */
    private Uni<List<Leg>> dialled(Destination destination, String address, Optional<String> user) {
        if (sip.isUnsatisfied()) {
            return Uni.createFrom().item(List.of());
        }
        return sip.get().gateway(address).flatMap(gateway -> gateway.isEmpty()
                ? Uni.createFrom().item(Optional.<ConnectionRecord>empty())
                : users.connection(gateway.get()))
                .map(found -> found.stream()
                        .map(connection -> leg(destination, Leg.Type.SIP, user.map(registered -> address), connection,
                                user.orElse(connection.user())))
                        .toList());
    }

    /** A gateway rings addresses, not by its own name. */
    private static boolean hears(ConnectionRecord connection) {
        return !connection.peer().type().equals(DEAF) && !connection.peer().isGateway();
    }

    /** Its session is to end with the connection: it lies in its partition. */
    private static Leg leg(Destination destination, Leg.Type type, Optional<String> address,
            ConnectionRecord connection, String user) {
        return new Leg(destination.name(), address, type, connection.id(), user, Partition.of(connection.id()).newId(),
                destination.after(), destination.ring(), Leg.State.WAITING, Optional.empty(), Optional.empty());
    }
}
