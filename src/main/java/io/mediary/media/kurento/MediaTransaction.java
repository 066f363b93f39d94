package io.mediary.media.kurento;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.kurento.client.Continuation;
import org.kurento.client.Event;
import org.kurento.client.KurentoObject;
import org.kurento.client.internal.TransactionImpl;
import org.kurento.client.internal.client.operation.InvokeOperation;
import org.kurento.client.internal.client.operation.Operation;
import org.kurento.client.internal.client.operation.SubscriptionOperation;
import org.kurento.client.internal.transport.jsonrpc.RomClientJsonRpcClient;
import org.kurento.jsonrpc.JsonUtils;
import org.kurento.jsonrpc.Props;
import org.kurento.jsonrpc.message.Request;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;

import io.smallrye.mutiny.Uni;

/**
 * Operations that a media server executes one after the other in one round trip, until one fails; what was done before
 * stays done. Filled through kurento-client's typed model ({@code element.connect(transaction, …)}) and sent by
 * {@link #run()}: kurento-client's own {@code commit} repeats itself for ever on an error, and its futures are of no use
 * here. Not thread-safe, used once.
 */
final class MediaTransaction extends TransactionImpl {

    private static final String EVENT = "Event";

    private final Transport transport;
    private final List<Operation> operations = new ArrayList<>();

    MediaTransaction(Transport transport) {
        super(null);
        this.transport = transport;
    }

    /** Kurento counts operations where kurento-client counts creations only. */
    @Override
    public String nextObjectRef() {
        return "newref:" + operations.size();
    }

    @Override
    public void addOperation(Operation operation) {
        operations.add(operation);
    }

    /** How many operations there are; the index of the next one. */
    int size() {
        return operations.size();
    }

    /** Sets a property; kurento-client's own setters do not see that they are in a transaction. */
    void set(KurentoObject object, String property, Object value) {
        String setter = "set" + Character.toUpperCase(property.charAt(0)) + property.substring(1);
        addOperation(new InvokeOperation(object, setter, new Props(property, value), Void.class));
    }

    /** Asks for events of a type; they come to the line's dispatcher. */
    void subscribe(KurentoObject object, Class<? extends Event> type) {
        addOperation(new SubscriptionOperation(object, name(type), (event, data) -> {
        }));
    }

    /** The name of an event type on the wire. */
    static String name(Class<? extends Event> type) {
        return type.getSimpleName().substring(0, type.getSimpleName().length() - EVENT.length());
    }

    /**
     * Sends everything when subscribed to. An operation that failed is told in the outcome; the {@link Uni} fails as
     * {@link RpcSocket#request} tells, for the transaction as a whole. Without operations there is no round trip.
     */
    Uni<Outcome> run() {
        if (operations.isEmpty()) {
            return Uni.createFrom().item(new Outcome(List.of(), Optional.empty()));
        }
        JsonObject params = new JsonObject();
        params.add("operations", encoded());
        return transport.call("transaction", params).map(MediaTransaction::outcome);
    }

    @Override
    public void commit() {
        throw new UnsupportedOperationException("run() sends a transaction");
    }

    @Override
    public void commit(Continuation<Void> continuation) {
        throw new UnsupportedOperationException("run() sends a transaction");
    }

    private JsonArray encoded() {
        RomClientJsonRpcClient encoder = new RomClientJsonRpcClient(transport);
        JsonArray requests = new JsonArray();
        for (Operation operation : operations) {
            Request<JsonObject> request = operation.createRequest(encoder).request;
            request.setId(requests.size());
            requests.add(JsonUtils.toJsonElement(request));
        }
        return requests;
    }

    private static Outcome outcome(JsonElement result) {
        List<JsonElement> values = new ArrayList<>();
        for (JsonElement each : result.getAsJsonObject().getAsJsonArray("value")) {
            JsonObject response = each.getAsJsonObject();
            if (response.has("error")) {
                JsonObject error = response.getAsJsonObject("error");
                return new Outcome(List.copyOf(values), Optional.of(new Fault(values.size(),
                        error.get("code").getAsInt(), error.get("message").getAsString())));
            }
            values.add(value(response.get("result")));
        }
        return new Outcome(List.copyOf(values), Optional.empty());
    }

    private static JsonElement value(JsonElement result) {
        boolean present = result != null && result.isJsonObject() && result.getAsJsonObject().has("value");
        return present ? result.getAsJsonObject().get("value") : JsonNull.INSTANCE;
    }

    /**
     * What came of it.
     *
     * @param values of the operations that succeeded, in order; JSON null for those that answer nothing
     * @param fault of the operation after them
     */
    record Outcome(List<JsonElement> values, Optional<Fault> fault) {

        /** This outcome, or the failure that its fault is. */
        Uni<Outcome> orFailure() {
            return fault.map(Fault::failure).map(Uni.createFrom()::<Outcome>failure)
                    .orElseGet(() -> Uni.createFrom().item(this));
        }

        /** The text that an operation answered. */
        String text(int index) {
            return values.get(index).getAsString();
        }

        /** Whether the server got as far as completing this operation. */
        boolean reached(int index) {
            return index < values.size();
        }
    }
}
