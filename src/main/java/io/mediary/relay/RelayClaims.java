package io.mediary.relay;

import java.util.List;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.media.MediaClaims;
import io.mediary.store.Kind;
import io.mediary.store.Records;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** What relays have at media servers. One that lacks an element is broken: its users are told. */
@ApplicationScoped
public class RelayClaims implements MediaClaims {

    private static final int READS_AT_ONCE = 16;

    private final Records records;
    private final RelayDocument document;
    private final Relays relays;

    RelayClaims(Records records, RelayDocument document, Relays relays) {
        this.records = records;
        this.document = document;
        this.relays = relays;
    }

    @Override
    public String kind() {
        return "relay";
    }

    @Override
    public Uni<List<Claim>> claims() {
        return records.all(Kind.RELAY)
                .onItem().transformToMulti(ids -> Multi.createFrom().iterable(ids))
                .onItem().transformToUni(id -> records.read(Kind.RELAY, id)
                        .map(found -> found.filter(stored -> !stored.ended())
                                .map(stored -> of(id, document.read(stored.doc()))).orElse(List.of())))
                .merge(READS_AT_ONCE)
                .onItem().<Claim>transformToIterable(claims -> claims)
                .collect().asList();
    }

    private static List<Claim> of(String id, Relay relay) {
        return relay.carried().stream().flatMap(ends -> Stream.of(new Claim(relay.from(), ends.sender(), id),
                new Claim(relay.to(), ends.receiver(), id))).toList();
    }

    /** It looks itself, and so often that it has most likely found it already. */
    @Override
    public Uni<Boolean> missing(String owner) {
        return relays.check(owner).replaceWith(false);
    }
}
