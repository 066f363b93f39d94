package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.google.gson.JsonObject;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;

class SleepersAskBeforeTheySpeakTest {

    private final List<JsonObject> through = new CopyOnWriteArrayList<>();
    private final AtomicBoolean unquestioned = new AtomicBoolean(true);
    private final AtomicReference<UniEmitter<? super Boolean>> asked = new AtomicReference<>();
    private Vertx vertx;
    private Fence fence;

    @BeforeEach
    void open() {
        vertx = Vertx.vertx();
        fence = new Fence(vertx, through::add, since -> unquestioned.get(),
                () -> Uni.createFrom().<Boolean>emitter(emitter -> asked.set(emitter)), through::clear);
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void whatIsSurelyOursPassesAtOnce() {
        fence.take(event(1));
        assertThat(through).containsExactly(event(1));
        assertThat(asked).hasNullValue();
    }

    @Test
    void whatMayBeAnothersWaitsForTheAnswerAndKeepsItsOrder() {
        unquestioned.set(false);
        fence.take(event(1));
        unquestioned.set(true);
        fence.take(event(2));
        assertThat(through).isEmpty();
        asked.get().complete(true);
        assertThat(through).containsExactly(event(1), event(2));
        fence.take(event(3));
        assertThat(through).endsWith(event(3));
    }

    @Test
    void whatIsAnothersIsDropped() {
        unquestioned.set(false);
        fence.take(event(1));
        unquestioned.set(true);
        asked.get().complete(false);
        fence.take(event(2));
        assertThat(through).containsExactly(event(2));
    }

    @Test
    void itAsksUntilThereIsAnAnswer() {
        unquestioned.set(false);
        fence.take(event(1));
        UniEmitter<? super Boolean> first = asked.get();
        first.fail(Failure.of(ErrorCode.UNAVAILABLE));
        await().until(() -> asked.get() != first);
        unquestioned.set(true);
        asked.get().complete(true);
        assertThat(through).containsExactly(event(1));
    }

    @Test
    void nothingPassesAFenceThatIsShut() {
        fence.shut();
        fence.take(event(1));
        assertThat(through).isEmpty();
    }

    private static JsonObject event(int number) {
        JsonObject event = new JsonObject();
        event.addProperty("number", number);
        return event;
    }
}
