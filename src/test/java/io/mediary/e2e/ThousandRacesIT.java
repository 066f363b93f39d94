package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.ApiClient.ErrorAnswer;
import io.mediary.testing.ApiClient.Received;

/** Two telephones of a user, at two instances, take the same call at the same time, a thousand times: one has it each time. */
class ThousandRacesIT {

    private static final int LINES = 8;
    private static final int RACES = 125;
    /** Every 25th goes through the media server: it is the script on the call's record that decides all of them. */
    private static final int WITH_MEDIA = 25;

    @RegisterExtension
    static final CallStage STAGE = new CallStage("thousand-races");

    @Test
    void oneWinsEachTime() {
        ExecutorService threads = Executors.newFixedThreadPool(LINES);
        try {
            List<CompletableFuture<int[]>> lines = IntStream.range(0, LINES)
                    .mapToObj(line -> CompletableFuture.supplyAsync(() -> new Line(line).run(), threads)).toList();
            int here = 0;
            int there = 0;
            for (CompletableFuture<int[]> line : lines) {
                here += line.join()[0];
                there += line.join()[1];
            }
            assertThat(here + there).isEqualTo(LINES * RACES);
            assertThat(List.of(here, there)).as("they were races").allMatch(wins -> wins > LINES * RACES / 50);
        } finally {
            threads.shutdownNow();
        }
    }

    /** One who calls and the two telephones of the one who is called. Used by one thread. */
    private static final class Line {

        private final String callee;
        private final Party caller;
        private final List<Party> telephones;

        Line(int number) {
            callee = "ben-" + number;
            caller = number % 2 == 0 ? STAGE.here("ann-" + number) : STAGE.there("ann-" + number);
            telephones = List.of(STAGE.here(callee), STAGE.there(callee));
        }

        /** How often each of them has won. */
        int[] run() {
            int[] wins = new int[telephones.size()];
            for (int i = 0; i < RACES; i++) {
                wins[race(i % WITH_MEDIA == 0, i % 2 == 0)]++;
            }
            return wins;
        }

        /** Which of them has won. */
        private int race(boolean withMedia, boolean firstHere) {
            JsonNode made = caller.client().request("media/call/create",
                    withMedia
                            ? Party.call("callee", callee)
                            : Party.call("callee", callee, "backend", "p2p", "wait_reply", false));
            String call = made.path("call_id").asText();
            List<JsonNode> invites = telephones.stream().map(telephone -> telephone.invited(call)).toList();
            List<Integer> order = firstHere ? List.of(0, 1) : List.of(1, 0);
            List<CompletableFuture<JsonNode>> answers = order.stream()
                    .map(each -> telephones.get(each).client().send("media/call/accepted",
                            Party.acceptance(invites.get(each))))
                    .toList();
            List<Integer> codes = answers.stream().map(Line::code).toList();
            assertThat(codes).as(call).containsExactlyInAnyOrder(0, Party.ALREADY_ANSWERED);

            int winner = order.get(codes.indexOf(0));
            assertThat(telephones.get(1 - winner).ends(call)).isEqualTo(Party.ORIGINATOR_CANCEL);
            caller.acts("hangup", call);
            assertThat(telephones.get(winner).ends(call)).isEqualTo(Party.API_HANGUP);
            assertThat(caller.ends(call)).isEqualTo(Party.API_HANGUP);
            List<Received> accepted = caller.heard(call).stream().filter(event -> event.type().equals("accepted"))
                    .toList();
            assertThat(accepted).singleElement().satisfies(event -> assertThat(event.body().path("session_id"))
                    .isEqualTo(invites.get(winner).path("session_id")));
            return winner;
        }

        /** Of the error; 0: it went well. */
        private static int code(CompletableFuture<JsonNode> answer) {
            try {
                answer.join();
                return 0;
            } catch (CompletionException e) {
                if (e.getCause() instanceof ErrorAnswer error) {
                    return error.code();
                }
                throw e;
            }
        }
    }
}
