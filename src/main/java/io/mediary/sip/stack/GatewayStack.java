package io.mediary.sip.stack;

import java.net.InetAddress;
import java.text.ParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;

import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.address.AddressFactory;
import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.CallIdHeader;
import javax.sip.header.ContactHeader;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ViaHeader;
import javax.sip.message.MessageFactory;
import javax.sip.message.Request;
import javax.sip.message.Response;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.jboss.logging.Logger;

import gov.nist.javax.sip.address.AddressFactoryImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.message.MessageFactoryImpl;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import io.mediary.config.SipConfig;
import io.mediary.signal.Signals;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;

/** The stack, from its start to its end. */
@ApplicationScoped
public class GatewayStack implements SipEndpoint {

    private static final Logger LOG = Logger.getLogger(GatewayStack.class);
    private static final String COOKIE = "z9hG4bK";
    private static final long END_MILLIS = 2_000;

    private final SipConfig config;
    private final Vertx vertx;
    private final TlsConfigurationRegistry tls;
    private final Iterable<RequestHandler> handlers;
    private final Iterable<StrayResponses> strays;
    private final Signals signals;
    private volatile Parts parts;

    /** Nothing starts by this. */
    @Inject
    public GatewayStack(SipConfig config, Vertx vertx, TlsConfigurationRegistry tls, Instance<RequestHandler> handlers,
            Instance<StrayResponses> strays, Signals signals) {
        this(config, vertx, tls, (Iterable<RequestHandler>) handlers, strays, signals);
    }

    /** With handlers made by hand. */
    public GatewayStack(SipConfig config, Vertx vertx, TlsConfigurationRegistry tls, Iterable<RequestHandler> handlers,
            Iterable<StrayResponses> strays, Signals signals) {
        this.config = config;
        this.vertx = vertx;
        this.tls = tls;
        this.handlers = handlers;
        this.strays = strays;
        this.signals = signals;
    }

    private record Parts(Lanes lanes, Sockets sockets, Dispatch dispatch, JainStack jain, Whereabouts whereabouts,
            MessageFactory messages, HeaderFactory headers, AddressFactory addresses, Signals.Gauge gauge) {
    }

    /**
     * Starts. Blocks: not on an event loop.
     *
     * @throws IllegalStateException where it cannot: a port is taken, the TLS configuration is not there
     */
    public synchronized void start() {
        if (parts != null) {
            return;
        }
        Lanes lanes = new Lanes(config.threads(), config.limits().waiting());
        Budgets budgets = new Budgets(config.limits(), System::nanoTime);
        Dispatch dispatch = new Dispatch(handlers, List.copyOf(all(strays)), budgets::mayRepeat, signals);
        Intake intake = new Intake(budgets, this::isAwaited, lanes,
                peer -> running().jain().channel(peer), request -> running().jain().isTooMuch(request), signals);
        Sockets sockets = new Sockets(vertx, config, tls(), intake, signals);
        intake.over(sockets);
        try {
            sockets.start();
            JainStack jain = new JainStack(config, sockets, dispatch, this::lost);
            parts = new Parts(lanes, sockets, dispatch, jain, new Whereabouts(config, sockets),
                    new MessageFactoryImpl(), new HeaderFactoryImpl(), new AddressFactoryImpl(),
                    signals.gauge("mediary.sip.transactions", jain::transactions));
        } catch (RuntimeException broken) {
            sockets.stop();
            lanes.stop(END_MILLIS);
            throw broken;
        }
        sockets.transports().forEach(transport -> LOG.infof("SIP over %s at %s:%d",
                transport.toUpperCase(Locale.ROOT), config.host(), sockets.port(transport)));
    }

    /** Ends: what is under way is forgotten. Blocks a little. */
    @PreDestroy
    public synchronized void stop() {
        Parts ending = parts;
        parts = null;
        if (ending != null) {
            ending.gauge().close();
            ending.jain().stop();
            ending.sockets().stop();
            ending.whereabouts().stop();
            ending.lanes().stop(END_MILLIS);
        }
    }

    /** Where a transport listens; for one that there is. */
    public int port(String transport) {
        return running().sockets().port(transport);
    }

    /** How many connections there are. */
    int connections() {
        return running().sockets().connections();
    }

    @Override
    public boolean isRunning() {
        return parts != null;
    }

    @Override
    public MessageFactory messages() {
        return running().messages();
    }

    @Override
    public HeaderFactory headers() {
        return running().headers();
    }

    @Override
    public AddressFactory addresses() {
        return running().addresses();
    }

    @Override
    public CallIdHeader newCallId() {
        try {
            return headers()
                    .createCallIdHeader(Words.random() + Words.random() + "@" + running().whereabouts().advertised());
        } catch (ParseException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public ViaHeader via(String transport) {
        try {
            ViaHeader via = headers().createViaHeader(running().whereabouts().advertised(), port(transport),
                    transport.toUpperCase(Locale.ROOT), COOKIE + Words.random() + Words.random());
            via.setRPort();
            return via;
        } catch (ParseException | InvalidArgumentException never) {
            throw new IllegalStateException(never);
        }
    }

    @Override
    public ContactHeader contact(String user, String transport) {
        try {
            SipURI uri = addresses().createSipURI(user, running().whereabouts().advertised());
            uri.setPort(port(transport));
            uri.setSecure("tls".equals(transport));
            if (!uri.isSecure()) {
                uri.setTransportParam(transport);
            }
            return headers().createContactHeader(addresses().createAddress(uri));
        } catch (ParseException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Override
    public Uni<InetAddress> address() {
        return running().whereabouts().address();
    }

    @Override
    public boolean isOurs(SipURI uri) {
        return running().whereabouts().isOurs(uri);
    }

    @Override
    public Uni<Peer> resolve(URI next) {
        return running().whereabouts().resolve(next);
    }

    @Override
    public ClientTransaction send(Request request, Peer to, Answers answers) {
        Parts now = running();
        Exchange exchange = new Exchange(answers, now.lanes(), ((SIPRequest) request).getCallId().getCallId(), to);
        ((SIPRequest) request).setApplicationData(new GivenHop.To(to));
        try {
            ClientTransaction transaction = now.jain().provider().getNewClientTransaction(request);
            transaction.setApplicationData(exchange);
            try {
                transaction.sendRequest();
            } catch (SipException unsent) {
                exchange.unsent(String.valueOf(unsent.getMessage()));
            }
            return transaction;
        } catch (SipException wrong) {
            throw new IllegalArgumentException("not a request that can be sent: " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public void sendOnce(Request request, Peer to) {
        Sockets sockets = running().sockets();
        sockets.send(to, ((SIPMessage) request).encodeAsBytes(to.transport()), true, why -> lost(null, why));
    }

    @Override
    public void sendOnce(Response response, Peer to) {
        Sockets sockets = running().sockets();
        sockets.send(to, ((SIPMessage) response).encodeAsBytes(to.transport()), false, why -> lost(null, why));
    }

    @Override
    public void sendAnew(Response response, Peer to) {
        Sockets sockets = running().sockets();
        sockets.send(to, ((SIPMessage) response).encodeAsBytes(to.transport()), true, why -> lost(null, why));
    }

    @Override
    public void cancel(ClientTransaction invite, Answers answers) {
        Peer to = Dispatch.exchange(invite)
                .orElseThrow(() -> new IllegalArgumentException("not a transaction of this stack")).to();
        try {
            send(invite.createCancel(), to, answers);
        } catch (SipException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Override
    public Response described(Response response) {
        return running().dispatch().described(response);
    }

    @Override
    public boolean isOpen(Peer peer) {
        return running().sockets().isOpen(peer);
    }

    @Override
    public Executor executor() {
        return running().lanes();
    }

    private Parts running() {
        Parts now = parts;
        if (now == null) {
            throw new IllegalStateException("SIP does not run");
        }
        return now;
    }

    private boolean isAwaited(Head head) {
        Parts now = parts;
        return now != null && (head.isResponse()
                ? head.branch().filter(now.jain()::isAwaited).isPresent()
                : head.toTag().filter(now.dispatch()::isDialog).isPresent());
    }

    private void lost(SIPMessage message, String why) {
        signals.count(Arrived.UNSENT);
        LOG.debugf("SIP message not sent: %s", why);
        Parts now = parts;
        if (now != null && message instanceof SIPRequest
                && now.jain().transaction(message) instanceof ClientTransaction transaction) {
            Dispatch.exchange(transaction).ifPresent(exchange -> exchange.unsent(why));
            try {
                transaction.terminate();
            } catch (SipException over) {
                LOG.debugf("has ended: %s", over.getMessage());
            }
        }
    }

    private Optional<TlsConfiguration> tls() {
        if (config.tlsPort() == 0) {
            return Optional.empty();
        }
        return Optional.of(config.tlsConfigurationName().flatMap(tls::get)
                .filter(configured -> configured.getKeyStoreOptions() != null)
                .orElseThrow(() -> new IllegalStateException(
                        "mediary.sip.tls-port needs mediary.sip.tls-configuration-name, a configuration with a key store")));
    }

    private static <T> List<T> all(Iterable<T> beans) {
        List<T> all = new java.util.ArrayList<>();
        beans.forEach(all::add);
        return all;
    }
}
