package io.mediary.sip.registrar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;

/** The registered contacts in Redis; they end by its clock. Thread-safe. */
@ApplicationScoped
public class Bindings {

    private final Scripts scripts;
    private final ObjectMapper json;

    /** Over the store. */
    public Bindings(Scripts scripts, ObjectMapper json) {
        this.scripts = scripts;
        this.json = json;
    }

    /**
     * A binding and how long it lasts.
     *
     * @param name what it is known by among its user's
     * @param millis how much longer; 0 removes it
     */
    public record Lasting(String name, long millis, Binding binding) {
    }

    /**
     * What a REGISTER asks for.
     *
     * @param user whose contacts
     * @param callId of the REGISTER
     * @param cseq of the REGISTER: within a Call-ID a later one counts
     * @param all whether all contacts are removed
     * @param contacts that are bound, or removed
     */
    record Wish(String user, String callId, long cseq, boolean all, List<Lasting> contacts) {
    }

    /** What came of a wish: the bindings there are, or why nothing has changed. */
    record Outcome(Result result, List<Lasting> bound) {
    }

    /** Whether a wish was granted. */
    enum Result {
        /** It was. */
        OK,
        /** A later REGISTER of the same Call-ID was there before. */
        ORDER,
        /** More contacts than a user may have. */
        MOST
    }

    /** All or nothing of what is asked for. */
    Uni<Outcome> register(Wish wish, int most) {
        List<String> args = new ArrayList<>(List.of(Integer.toString(most), wish.callId().replaceAll("\\s", ""),
                Long.toString(wish.cseq()), wish.all() ? "1" : "0"));
        wish.contacts().forEach(contact -> args
                .addAll(List.of(contact.name(), Long.toString(contact.millis()), written(contact.binding()))));
        return scripts.run("sip_register", List.of(Keys.sipBindings(wish.user())), args)
                .map(answer -> new Outcome(switch (answer.get(0).toString()) {
                    case "ok" -> Result.OK;
                    case "order" -> Result.ORDER;
                    default -> Result.MOST;
                }, lasting(answer)));
    }

    /** The contacts that a user has bound. */
    public Uni<Map<String, Binding>> of(String user) {
        return scripts.run("sip_bound", Keys.sipBindings(user)).map(answer -> {
            Map<String, Binding> bound = new LinkedHashMap<>();
            for (int i = 0; i + 1 < answer.size(); i += 2) {
                bound.put(answer.get(i).toString(), read(answer.get(i + 1).toString()));
            }
            return bound;
        });
    }

    /** One of them. */
    public Uni<Optional<Binding>> find(Registered telephone) {
        return of(telephone.user()).map(bound -> Optional.ofNullable(bound.get(telephone.name())));
    }

    private List<Lasting> lasting(Response answer) {
        List<Lasting> bound = new ArrayList<>();
        for (int i = 1; i + 2 < answer.size(); i += 3) {
            bound.add(new Lasting(answer.get(i).toString(), answer.get(i + 1).toLong(),
                    read(answer.get(i + 2).toString())));
        }
        return bound;
    }

    private String written(Binding binding) {
        try {
            return json.writeValueAsString(binding);
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }

    private Binding read(String document) {
        try {
            return json.readValue(document, Binding.class);
        } catch (JsonProcessingException foreign) {
            throw new IllegalStateException("no binding: " + document, foreign);
        }
    }
}
