package io.mediary.media.kurento;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

import org.kurento.jsonrpc.JsonRpcErrorException;
import org.kurento.jsonrpc.JsonUtils;
import org.kurento.jsonrpc.TransportException;
import org.kurento.jsonrpc.client.Continuation;
import org.kurento.jsonrpc.client.JsonRpcClient;
import org.kurento.jsonrpc.internal.JsonRpcRequestSenderHelper;
import org.kurento.jsonrpc.internal.client.ClientSession;
import org.kurento.jsonrpc.message.Request;
import org.kurento.jsonrpc.message.Response;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;

/**
 * What kurento-client takes for its connection: it sends over the socket that the line has at the moment, in the line's
 * Kurento session. kurento-client's own request numbers stay here; what goes over the wire comes from
 * {@link RequestIds}. Connecting, pinging and closing are the line's business. Thread-safe.
 */
final class Transport extends JsonRpcClient {

    private final RequestIds ids;
    private volatile Attachment attachment = Attachment.NONE;

    Transport(RequestIds ids) {
        this.ids = ids;
        this.rsHelper = new Sender();
        this.session = new ClientSession(null, null, this);
    }

    /** Sends over this socket from now on, outside of any Kurento session. */
    void attach(RpcSocket socket, long epoch) {
        attachment = new Attachment(socket, null, epoch, () -> {
        });
    }

    /**
     * Sends in this Kurento session from now on.
     *
     * @param foreign run when an answer names another session: ours was given to somebody else
     */
    void enter(KurentoSession entered, Runnable foreign) {
        attachment = new Attachment(attachment.socket(), entered.id(), entered.epoch(), foreign);
    }

    /** Sends nowhere from now on. */
    void detach() {
        attachment = Attachment.NONE;
    }

    /** How long ago the server answered over the present socket; empty without one. */
    Optional<Duration> silence() {
        return Optional.ofNullable(attachment.socket()).map(RpcSocket::silence);
    }

    /**
     * Sends a request when subscribed to; failures as {@link RpcSocket#request} tells.
     *
     * @param params without {@code sessionId}; not changed
     */
    Uni<JsonElement> call(String method, JsonObject params) {
        return Uni.createFrom().deferred(() -> {
            Attachment now = attachment;
            if (now.socket() == null) {
                return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
            }
            JsonObject sent = new JsonObject();
            params.entrySet().forEach(param -> sent.add(param.getKey(), param.getValue()));
            if (now.session() != null && !sent.has("sessionId")) {
                sent.addProperty("sessionId", now.session());
            }
            return now.socket().request(ids.next(now.epoch()), method, sent).invoke(now::check);
        });
    }

    /** Nothing to do: the line connects. */
    @Override
    public void connect() {
    }

    /** Nothing to do: the line pings, over every socket that it ever has. */
    @Override
    public synchronized void enableHeartbeat(int interval) {
    }

    /** The configuration alone says how long an answer may take. */
    @Override
    public void setRequestTimeout(long timeout) {
    }

    /** Detaches; the socket is the line's to close. */
    @Override
    public void close() {
        detach();
    }

    /** @param session null before the session is entered */
    private record Attachment(RpcSocket socket, String session, long epoch, Runnable foreign) {

        static final Attachment NONE = new Attachment(null, null, 0, () -> {
        });

        void check(JsonElement result) {
            if (session == null || !result.isJsonObject()) {
                return;
            }
            JsonElement named = result.getAsJsonObject().get("sessionId");
            if (named != null && !named.getAsString().equals(session)) {
                foreign.run();
            }
        }
    }

    /** The inner side of {@link JsonRpcClient}. */
    private final class Sender extends JsonRpcRequestSenderHelper {

        @Override
        protected <P, R> Response<R> internalSendRequest(Request<P> request, Class<R> resultClass) throws IOException {
            if (Context.isOnEventLoopThread()) {
                throw new IllegalStateException("a blocking call on an event loop: " + request.getMethod());
            }
            try {
                JsonElement result = send(request).await().indefinitely();
                return new Response<>(null, request.getId(), JsonUtils.fromJson(result, resultClass));
            } catch (JsonRpcErrorException e) {
                return new Response<>(null, request.getId(), e.getError());
            } catch (UnansweredException | CompletionException | Failure e) {
                throw new TransportException(e.getMessage(), e);
            }
        }

        @Override
        protected void internalSendRequest(Request<? extends Object> request, Class<JsonElement> resultClass,
                Continuation<Response<JsonElement>> continuation) {
            send(request).subscribe().with(
                    result -> continuation.onSuccess(new Response<>(null, request.getId(), result)),
                    failure -> {
                        if (failure instanceof JsonRpcErrorException error) {
                            continuation.onSuccess(new Response<>(null, request.getId(), error.getError()));
                        } else {
                            continuation.onError(failure);
                        }
                    });
        }

        private Uni<JsonElement> send(Request<?> request) {
            Object params = request.getParams();
            JsonObject json = params == null ? new JsonObject() : JsonUtils.toJsonObject(params);
            return call(request.getMethod(), json);
        }
    }
}
