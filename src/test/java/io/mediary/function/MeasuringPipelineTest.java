package io.mediary.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.node.MissingNode;

import io.mediary.signal.Steps;
import io.mediary.signal.Trail;
import io.smallrye.mutiny.Uni;

class MeasuringPipelineTest {

    private static final Request REQUEST = new Request("a", "b", "c", MissingNode.getInstance(),
            new Caller(true, "ann", true, Optional.empty(), Optional.empty()));

    private final List<String> ends = new CopyOnWriteArrayList<>();

    @Test
    void aCallEndsOnceHoweverItEnds() {
        around(request -> Uni.createFrom().item(new Answer.Ok(Optional.empty()))).run(REQUEST).await().indefinitely();
        around(request -> Uni.createFrom().item(new Answer.Error(ErrorCode.TIMEOUT, "Timeout"))).run(REQUEST).await()
                .indefinitely();
        around(request -> Uni.createFrom().failure(new IllegalStateException("broken"))).run(REQUEST)
                .onFailure().recoverWithNull().await().indefinitely();
        around(request -> Uni.createFrom().nothing()).run(REQUEST).subscribe().with(answer -> {
        }).cancel();
        assertThat(ends).containsExactly("ok", "timeout", "failed", "cancelled");
    }

    private Pipeline around(Pipeline inside) {
        return new MeasuringPipeline(inside, new Catalogue(List.of(), List.of()), (step, name) -> new Steps.Passage() {
            @Override
            public Trail trail() {
                return Trail.NONE;
            }

            @Override
            public void end(String result) {
                ends.add(result);
            }
        });
    }
}
