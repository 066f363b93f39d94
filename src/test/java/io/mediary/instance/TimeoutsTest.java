package io.mediary.instance;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.mediary.signal.Trail;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Mutiny's timeouts in an application that runs. */
@QuarkusTest
class TimeoutsTest {

    private static final int MANY = 300;

    @Inject
    Vertx vertx;

    @Test
    void commandsLeaveNoTimeoutsBehind() {
        List<Cancellable> waiting = Stream.generate(() -> Uni.createFrom().nothing().ifNoItem()
                .after(Duration.ofHours(1)).fail().subscribe().with(never -> {
                })).limit(MANY).toList();
        assertThat(waiting()).as("all timeouts are counted").isGreaterThanOrEqualTo(MANY);
        waiting.forEach(Cancellable::cancel);
        for (int i = 0; i < MANY; i++) {
            given().contentType("application/json").body("{\"session_id\": \"nobody\"}")
                    .post("/v1/media/session/get_info").then().statusCode(404);
        }
        await().until(() -> waiting() < MANY / 2);
    }

    @Test
    void aTimeoutKeepsItsContextAndItsTrail() throws Exception {
        for (Duration delay : List.of(WheelExecutor.EXACT.dividedBy(2), WheelExecutor.EXACT.multipliedBy(2))) {
            Context mine = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
            mine.putLocal("whose", "mine");
            CompletableFuture<String> found = new CompletableFuture<>();
            mine.runOnContext(now -> Trail.NONE.about("an-object").run(() -> Uni.createFrom().nothing().ifNoItem()
                    .after(delay).fail().onFailure(TimeoutException.class).recoverWithItem(() -> null)
                    .subscribe().with(none -> found.complete(told()), found::completeExceptionally)));
            assertThat(found.get(30, TimeUnit.SECONDS)).isEqualTo("mine an-object in a worker");
        }
    }

    @Test
    void whoHasNoContextIsGivenNone() {
        Supplier<Context> found = () -> Uni.createFrom().nothing().ifNoItem().after(WheelExecutor.EXACT)
                .recoverWithItem(Vertx::currentContext).map(Context.class::cast).await().indefinitely();
        assertThat(found.get()).isNull();
    }

    @Test
    void thePoolOfTheApplicationStaysAlive() {
        assertThat(Infrastructure.getDefaultWorkerPool().isShutdown()).isFalse();
        assertThat(Uni.createFrom().item("done").runSubscriptionOn(Infrastructure.getDefaultWorkerPool()).await()
                .atMost(Duration.ofSeconds(30))).isEqualTo("done");
        assertThatThrownBy(() -> Uni.createFrom().nothing().ifNoItem().after(WheelExecutor.EXACT).fail().await()
                .atMost(Duration.ofSeconds(30))).isInstanceOf(TimeoutException.class);
    }

    private static String told() {
        Context now = Vertx.currentContext();
        return (now == null ? "nobody's" : now.<String>getLocal("whose")) + " "
                + Trail.current().session().orElse("nothing")
                + (Context.isOnEventLoopThread() ? " on an event loop" : " in a worker");
    }

    private static double waiting() {
        return given().get("/q/metrics").body().asString().lines()
                .filter(line -> line.startsWith("mediary_timeouts_waiting "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ')))).findFirst()
                .orElseThrow();
    }
}
