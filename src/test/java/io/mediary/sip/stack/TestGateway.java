package io.mediary.sip.stack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.mediary.signal.Signals;
import io.mediary.testing.Phone;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;

/** A stack with handlers of the test's choice, on loopback; and telephones for it. */
public final class TestGateway implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final GatewayStack stack;

    /** Starts one. OPTIONS is answered beside what the handlers take. */
    public TestGateway(SipSettings settings, Signals signals, TlsConfigurationRegistry tls,
            List<RequestHandler> handlers) {
        this(settings, signals, tls, handlers, List.of());
    }

    /** With those who hear of responses that nobody waits for. */
    public TestGateway(SipSettings settings, Signals signals, TlsConfigurationRegistry tls,
            List<RequestHandler> handlers, List<StrayResponses> strays) {
        List<RequestHandler> all = new ArrayList<>(handlers);
        GatewayStack[] self = new GatewayStack[1];
        all.add(new OptionsAnswer(() -> self[0]));
        stack = new GatewayStack(settings.config(), vertx, tls, all, strays, signals);
        self[0] = stack;
        stack.start();
    }

    /** With usual settings. */
    public TestGateway(RequestHandler... handlers) {
        this(new SipSettings(), Signals.NONE, null, List.of(handlers));
    }

    /** The gateway's end. */
    public GatewayStack stack() {
        return stack;
    }

    /** The Vert.x that it runs on. */
    public Vertx vertx() {
        return vertx;
    }

    /** A telephone by UDP. */
    public Phone udp() {
        return Phone.udp(stack.port("udp"));
    }

    /** A telephone by TCP. */
    public Phone tcp() {
        return Phone.tcp(stack.port("tcp"));
    }

    /** Whether it answers OPTIONS, asked over UDP and TCP anew. */
    public boolean isAlive() {
        return Optional.of(udp()).filter(TestGateway::answers).isPresent()
                && Optional.of(tcp()).filter(TestGateway::answers).isPresent();
    }

    private static boolean answers(Phone phone) {
        try (phone) {
            return phone.ask(phone.request("OPTIONS", "sip:example.com")).startsWith("SIP/2.0 200");
        }
    }

    @Override
    public void close() {
        stack.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
