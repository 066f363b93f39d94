package io.mediary.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.CallsConfig;
import io.mediary.connection.Connections;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Command;

/**
 * How much rings at once: for one who calls, and at one connection that is called. A leg has a place with both of them while it is
 * open; one that is not given back is free when the leg cannot ring any more. What gateways call and are called for does not count:
 * they serve many. Thread-safe.
 */
@ApplicationScoped
public class Places {

    private final Scripts scripts;
    private final Connections connections;
    private final CallsConfig config;

    Places(Scripts scripts, Connections connections, CallsConfig config) {
        this.scripts = scripts;
        this.connections = connections;
        this.config = config;
    }

    /** Takes the caller's places for all legs of a call; fails with {@code too_many_requests}, and then it has none of them. */
    Uni<Void> ofCaller(Call call) {
        return call.connection().filter(connections::isGateway).isPresent()
                ? Uni.createFrom().voidItem()
                : take(Keys.ringingOf(call.userId()), config.ringingPerUser(), Ringing.longest(call),
                        IntStream.range(0, call.legs().size()).mapToObj(number -> name(call, number)).toList());
    }

    /** Takes a place at a leg's connection, or keeps it; fails with {@code too_many_requests}. */
    Uni<Void> atConnection(Call call, int number) {
        Leg leg = call.legs().get(number);
        return leg.type() == Leg.Type.SIP
                ? Uni.createFrom().voidItem()
                : take(Keys.ringingAt(leg.connection()), config.ringingPerConnection(), leg.ring(),
                        List.of(name(call, number)));
    }

    private Uni<Void> take(String key, int most, int seconds, List<String> names) {
        List<String> args = new ArrayList<>(List.of(Integer.toString(most), Long.toString(seconds * 1000L)));
        args.addAll(names);
        return scripts.run("places", List.of(key), args).invoke(answer -> {
            if (answer.toInteger() == 0) {
                throw Failure.of(ErrorCode.TOO_MANY_REQUESTS);
            }
        }).replaceWithVoid();
    }

    /**
     * Gives back the caller's places for a call that is not made after all.
     *
     * @param other the call that there is by its id: what its legs have is not given back
     */
    Uni<Void> ofNobody(Call call, Optional<Call> other) {
        return remove(Keys.ringingOf(call.userId()), IntStream.range(0, call.legs().size())
                .filter(number -> other.filter(there -> there.userId().equals(call.userId()) && isOpen(there, number))
                        .isEmpty())
                .mapToObj(number -> name(call, number)).toList());
    }

    /** Gives back what legs have, those of them that are not open any more; again is as good as once. @param found the call, if it is there */
    Uni<Void> left(Optional<Call> found, List<Integer> numbers) {
        return found.map(call -> left(call, numbers)).orElseGet(() -> Uni.createFrom().voidItem());
    }

    private Uni<Void> left(Call call, List<Integer> numbers) {
        // There may be another call of this id by now, with fewer legs.
        List<Integer> over = numbers.stream().filter(number -> number < call.legs().size() && !isOpen(call, number))
                .toList();
        return Multi.createFrom().iterable(over)
                .onItem().transformToUniAndConcatenate(number -> atConnectionLeft(call, number))
                .collect().asList()
                .chain(() -> remove(Keys.ringingOf(call.userId()),
                        over.stream().map(number -> name(call, number)).toList()));
    }

    private static boolean isOpen(Call call, int number) {
        return number < call.legs().size() && call.legs().get(number).isOpen();
    }

    /** Gives back a leg's place at its connection. */
    Uni<Void> atConnectionLeft(Call call, int number) {
        Leg leg = call.legs().get(number);
        return leg.type() == Leg.Type.SIP
                ? Uni.createFrom().voidItem()
                : remove(Keys.ringingAt(leg.connection()), List.of(name(call, number)));
    }

    private Uni<Void> remove(String key, List<String> names) {
        if (names.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        List<String> args = new ArrayList<>(List.of(key));
        args.addAll(names);
        return scripts.command(Command.ZREM, args.toArray(String[]::new)).replaceWithVoid();
    }

    private static String name(Call call, int number) {
        return call.callId() + ' ' + number;
    }
}
