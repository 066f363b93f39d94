package io.mediary.call;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Caller;
import io.mediary.function.Command;
import io.mediary.function.Function;
import io.smallrye.mutiny.Uni;

/** {@code media/call/get_info}: what is known of a call, for those who call and are called. */
@ApplicationScoped
@Command(value = "media/call/get_info", summary = "Describes a call")
public class DescribeCall implements Function<CallRef, ObjectNode> {

    private final Calls calls;

    DescribeCall(Calls calls) {
        this.calls = calls;
    }

    @Override
    public Uni<ObjectNode> call(CallRef input, Caller caller) {
        return calls.info(input.callId(), caller);
    }
}
