package io.mediary.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

import org.kurento.client.KurentoClient;
import org.kurento.client.MediaPipeline;
import org.kurento.client.PassThrough;
import org.kurento.client.TFuture;
import org.kurento.client.Transaction;
import org.kurento.client.WebRtcEndpoint;
import org.kurento.jsonrpc.JsonUtils;
import org.kurento.jsonrpc.client.Continuation;
import org.kurento.jsonrpc.client.JsonRpcClient;
import org.kurento.jsonrpc.internal.JsonRpcRequestSenderHelper;
import org.kurento.jsonrpc.internal.client.ClientSession;
import org.kurento.jsonrpc.message.Request;
import org.kurento.jsonrpc.message.Response;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/**
 * An application that makes echoes with kurento-client itself, over a socket that it has to itself. For one thread; every
 * method blocks.
 */
final class StraightKurento implements AutoCloseable {

    private final Wire wire;
    private final KurentoClient client;
    private final MediaPipeline pipeline;

    /** An echo as Mediary wires it: endpoint → proxy → endpoint. */
    record Echo(WebRtcEndpoint endpoint, PassThrough proxy, String answer) {

        /** Ends it. */
        void release() {
            endpoint.release();
            proxy.release();
        }
    }

    /** Connects, and makes a pipeline. */
    StraightKurento(URI server) throws IOException {
        wire = Wire.connect(server);
        client = KurentoClient.createFromJsonRpcClientHonoringClientTimeouts(new Rpc(wire));
        pipeline = client.createMediaPipeline();
    }

    /** Makes an echo with one request after the other, as Kurento's tutorials do. */
    Echo callByCall(String offer) {
        WebRtcEndpoint endpoint = new WebRtcEndpoint.Builder(pipeline).build();
        PassThrough proxy = new PassThrough.Builder(pipeline).build();
        endpoint.addIceCandidateFoundListener(found -> {
        });
        endpoint.connect(proxy);
        proxy.connect(endpoint);
        String answer = endpoint.processOffer(offer);
        endpoint.gatherCandidates();
        return new Echo(endpoint, proxy, answer);
    }

    /** Makes an echo with one transaction, and listens for nothing: less than that cannot be done. */
    Echo oneTransaction(String offer) throws Exception {
        Transaction transaction = client.beginTransaction();
        WebRtcEndpoint endpoint = new WebRtcEndpoint.Builder(pipeline).build(transaction);
        PassThrough proxy = new PassThrough.Builder(pipeline).build(transaction);
        endpoint.connect(transaction, proxy);
        proxy.connect(transaction, endpoint);
        TFuture<String> answer = endpoint.processOffer(transaction, offer);
        endpoint.gatherCandidates(transaction);
        transaction.commit();
        return new Echo(endpoint, proxy, answer.get());
    }

    @Override
    public void close() throws IOException {
        pipeline.release();
        wire.close();
    }

    /** kurento-client's transport: a request, then its answer; events that come in between are nobody's. */
    private static final class Rpc extends JsonRpcClient {

        private final Wire wire;
        private String kurentoSession = "";
        private int id;

        private Rpc(Wire wire) {
            this.wire = wire;
            rsHelper = new Sender();
            session = new ClientSession(null, null, this);
        }

        private JsonElement ask(Request<?> request) throws IOException {
            JsonObject message = new JsonObject();
            message.addProperty("jsonrpc", "2.0");
            message.addProperty("id", Integer.toString(++id));
            message.addProperty("method", request.getMethod());
            JsonObject params = request.getParams() == null
                    ? new JsonObject()
                    : JsonUtils.toJsonObject(request.getParams());
            if (!kurentoSession.isEmpty()) {
                params.addProperty("sessionId", kurentoSession);
            }
            message.add("params", params);
            wire.send(message.toString());
            while (true) {
                JsonObject answer = JsonParser.parseString(wire.receive()).getAsJsonObject();
                if (answer.has("id") && answer.get("id").getAsString().equals(Integer.toString(id))) {
                    return result(request.getMethod(), answer);
                }
            }
        }

        private JsonElement result(String method, JsonObject answer) {
            if (answer.has("error")) {
                throw new IllegalStateException(method + ": " + answer.get("error"));
            }
            JsonElement result = answer.get("result");
            if (result.isJsonObject() && result.getAsJsonObject().has("sessionId")) {
                kurentoSession = result.getAsJsonObject().get("sessionId").getAsString();
            }
            return result;
        }

        @Override
        public void connect() {
        }

        @Override
        public synchronized void enableHeartbeat(int interval) {
        }

        @Override
        public void setRequestTimeout(long timeout) {
        }

        @Override
        public void close() {
        }

        private final class Sender extends JsonRpcRequestSenderHelper {

            @Override
            protected <P, R> Response<R> internalSendRequest(Request<P> request, Class<R> resultClass)
                    throws IOException {
                return new Response<>(null, request.getId(), JsonUtils.fromJson(ask(request), resultClass));
            }

            @Override
            protected void internalSendRequest(Request<? extends Object> request, Class<JsonElement> resultClass,
                    Continuation<Response<JsonElement>> continuation) {
                try {
                    continuation.onSuccess(new Response<>(null, request.getId(), ask(request)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
