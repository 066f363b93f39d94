package io.mediary.connection;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.quarkus.arc.properties.IfBuildProperty;
import io.smallrye.mutiny.Uni;

/** The state of events of class {@code things}: there is one, called {@code here}. */
@ApplicationScoped
@IfBuildProperty(name = "test.doors-only", stringValue = "true")
public class RememberedThings implements StateReader {

    @Override
    public String eventClass() {
        return "things";
    }

    @Override
    public String subclass() {
        return "thing";
    }

    @Override
    public Uni<ObjectNode> info(String objId, Caller caller) {
        return objId.equals("here")
                ? Uni.createFrom().item(TestClient.object().put("color", "red"))
                : Uni.createFrom().failure(Failure.of(ErrorCode.SESSION_NOT_FOUND));
    }

    @Override
    public Uni<List<String>> ids(Caller caller) {
        return Uni.createFrom().item(List.of("here"));
    }
}
