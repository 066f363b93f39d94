package io.mediary.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/**
 * What is due: deadlines that have passed and messages that have arrived. Whoever claims an item must settle it; one that nobody settles comes
 * again. Thread-safe.
 */
@ApplicationScoped
public class Deadlines {

    private final Scripts scripts;
    private final ObjectMapper json;

    Deadlines(Scripts scripts, ObjectMapper json) {
        this.scripts = scripts;
        this.json = json;
    }

    /**
     * Something that this instance has taken up.
     *
     * @param partition where it stands
     * @param member as it stands there
     * @param score of the claim, Redis ms: if it is another now, somebody has moved it
     * @param due what it is
     */
    public record Claim(Partition partition, String member, String score, Due due) {
    }

    /**
     * Where to look.
     *
     * @param partition the partition
     * @param overdue only what has been due for this long
     */
    public record Search(Partition partition, Duration overdue) {
    }

    /**
     * Takes up what is due, in one round trip for all partitions.
     *
     * @param claim how long it is this instance's
     * @param most of each partition
     */
    public Uni<List<Claim>> claim(List<Search> searches, Duration claim, int most) {
        List<Scripts.Call> calls = searches.stream()
                .map(search -> new Scripts.Call("claim", List.of(Keys.deadlines(search.partition())), List.of(
                        Long.toString(search.overdue().toMillis()), Long.toString(claim.toMillis()),
                        Integer.toString(most))))
                .toList();
        return scripts.together(calls).map(answers -> {
            List<Claim> claims = new ArrayList<>();
            for (int i = 0; i < answers.size(); i++) {
                collect(searches.get(i).partition(), answers.get(i), claims);
            }
            return claims;
        });
    }

    /** It is done: removes it, unless it was moved meanwhile. */
    public Uni<Void> done(Claim claim) {
        return settle(claim, "");
    }

    /** It is not done: it is due again after a while, unless it was moved meanwhile. */
    public Uni<Void> later(Claim claim, Duration after) {
        return settle(claim, Long.toString(after.toMillis()));
    }

    private Uni<Void> settle(Claim claim, String after) {
        return scripts.run("settle", Keys.deadlines(claim.partition()), claim.member(), claim.score(), after)
                .replaceWithVoid();
    }

    private void collect(Partition partition, Response answer, List<Claim> claims) {
        for (int i = 0; i + 1 < answer.size(); i += 2) {
            String member = answer.get(i).toString();
            String score = answer.get(i + 1).toString();
            claims.add(new Claim(partition, member, score, read(member)));
        }
    }

    private Due read(String member) {
        try {
            JsonNode parts = json.readTree(member);
            return new Due(parts.get(0).asText(), parts.get(1).asText(), parts.get(2).asText(),
                    Optional.ofNullable(parts.get(3)).map(JsonNode::asText).orElse(""));
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("not a deadline of this version: " + member, foreign);
        }
    }
}
