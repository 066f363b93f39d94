package io.mediary.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Plays the samples of the API page. Answers come in the order of the page; an event may come before or after what stands next to
 * it, for only those of one object are in order, and events that the page does not show may come between.
 */
final class Replay {

    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final RawSocket socket;
    private final HttpReplay http = new HttpReplay();
    private final Map<String, String> variables = new HashMap<>();
    private final List<JsonNode> early = new ArrayList<>();

    /** With the SDPs that the page names. */
    Replay(RawSocket socket) {
        this.socket = socket;
        variables.putAll(Offers.variables());
    }

    /** Sets a variable that no sample sets. */
    Replay with(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /**
     * Plays the blocks with this heading.
     *
     * @return how many messages of the server were as documented
     */
    int play(String blocks) throws IOException, InterruptedException {
        int asDocumented = 0;
        for (Sample sample : Sample.of(Path.of("docs/api.md"), blocks)) {
            if (sample.isHttp()) {
                if (sample.sent()) {
                    http.send(sample.json(), variables);
                } else {
                    http.check(sample.json());
                    asDocumented++;
                }
                continue;
            }
            if (sample.sent()) {
                socket.send(sample.filled(variables));
                continue;
            }
            if (sample.isRequest()) {
                awaitRequest(sample);
            } else {
                JsonNode answer = socket.next();
                assertThat(sample.mismatch(answer, variables))
                        .as("documented: %s%ngot: %s", sample.json(), answer)
                        .isEmpty();
            }
            asDocumented++;
        }
        return asDocumented;
    }

    private void awaitRequest(Sample sample) throws IOException, InterruptedException {
        for (Iterator<JsonNode> known = early.iterator(); known.hasNext();) {
            if (fits(sample, known.next())) {
                known.remove();
                return;
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<JsonNode> request = socket.nextRequest(Duration.ofNanos(deadline - System.nanoTime()));
            if (request.isEmpty()) {
                throw new AssertionError("documented, but it did not come: " + sample.json() + "; came: " + early);
            }
            if (fits(sample, request.get())) {
                return;
            }
            early.add(request.get());
        }
    }

    /** Variables get their values from a request that fits, from no other. */
    private boolean fits(Sample sample, JsonNode request) throws IOException {
        Map<String, String> learnt = new HashMap<>(variables);
        boolean fits = sample.mismatch(request, learnt).isEmpty();
        if (fits) {
            variables.putAll(learnt);
        }
        return fits;
    }
}
