package io.mediary.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.sip.ClientTransaction;
import javax.sip.address.SipURI;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.signal.Signals;
import io.mediary.testing.Phone;

/** The gateway's own requests, and what comes back for them. */
class RequestsAreSentTest {

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final BlockingQueue<Incoming> arrived = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> strays = new LinkedBlockingQueue<>();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(new SipSettings(), Signals.NONE, null, List.of(new RequestHandler() {

            @Override
            public Set<String> methods() {
                return Set.of("MESSAGE");
            }

            @Override
            public void handle(Incoming incoming) {
                arrived.add(incoming);
                incoming.answer(200);
            }
        }), List.of((response, from) -> strays.add(response.getStatusCode() + " " + from.transport())));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private final Answers answers = new Answers() {

        @Override
        public void response(Response response, Peer from) {
            heard.add(Integer.toString(response.getStatusCode()));
        }

        @Override
        public void timeout() {
            heard.add("timeout");
        }

        @Override
        public void unsent(String why) {
            heard.add("unsent");
        }
    };

    private String heard() throws InterruptedException {
        return heard.poll(5, TimeUnit.SECONDS);
    }

    private Request request(String method, String transport) {
        Phone words = gateway.udp();
        try (words) {
            GatewayStack stack = gateway.stack();
            Request request = stack.messages().createRequest(words.request(method, "sip:peer@127.0.0.1",
                    "Contact: <sip:a@127.0.0.1>"));
            request.removeHeader("Via");
            request.addHeader(stack.via(transport));
            return request;
        } catch (java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String answer(String request, String status) {
        StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        for (String name : List.of("Via", "From", "Call-ID", "CSeq")) {
            text.append(name).append(": ").append(Phone.header(request, name)).append("\r\n");
        }
        return text.append("To: ").append(Phone.header(request, "To")).append(";tag=9\r\nContent-Length: 0\r\n\r\n")
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void itGoesToAPhoneThatCameFirst(String transport) throws InterruptedException {
        try (Phone phone = "udp".equals(transport) ? gateway.udp() : gateway.tcp()) {
            phone.ask(phone.request("MESSAGE", "sip:example.com"));
            Peer peer = arrived.poll(5, TimeUnit.SECONDS).source();
            assertThat(peer.port()).isEqualTo(phone.port());
            assertThat(gateway.stack().isOpen(peer)).isTrue();
            ClientTransaction invite = gateway.stack().send(request("INVITE", transport), peer, answers);
            String came = phone.next();
            assertThat(came).startsWith("INVITE sip:peer@127.0.0.1 SIP/2.0").contains(
                    "Via: SIP/2.0/" + transport.toUpperCase(java.util.Locale.ROOT) + " 127.0.0.1:"
                            + gateway.stack().port(transport));
            phone.send(answer(came, "180 Ringing"));
            assertThat(heard()).isEqualTo("180");
            gateway.stack().cancel(invite, answers);
            String cancel = phone.next();
            assertThat(cancel).startsWith("CANCEL ");
            phone.send(answer(cancel, "200 OK"));
            assertThat(heard()).isEqualTo("200");
            phone.send(answer(came, "487 Request Terminated"));
            assertThat(heard()).isEqualTo("487");
            assertThat(phone.next()).startsWith("ACK ");
        }
    }

    @Test
    void aSuccessThatIsRepeatedGoesToWhoeverAcknowledges() throws InterruptedException {
        try (Phone phone = gateway.udp()) {
            phone.ask(phone.request("MESSAGE", "sip:example.com"));
            Peer peer = arrived.poll(5, TimeUnit.SECONDS).source();
            gateway.stack().send(request("INVITE", "udp"), peer, answers);
            String came = phone.next();
            phone.send(answer(came, "200 OK"));
            assertThat(heard()).isEqualTo("200");
            phone.send(answer(came, "200 OK"));
            assertThat(strays.poll(5, TimeUnit.SECONDS)).isEqualTo("200 udp");
            gateway.stack().sendOnce(request("ACK", "udp"), peer);
            assertThat(phone.next()).startsWith("ACK ");
        }
    }

    @Test
    void aConnectionIsOpenedWhereThereIsNoneAndItsFailureIsTold() throws IOException, InterruptedException {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Peer peer = new Peer("tcp", new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()));
            assertThat(gateway.stack().isOpen(peer)).isFalse();
            gateway.stack().send(request("OPTIONS", "tcp"), peer, answers);
            try (Phone phone = Phone.over("TCP", server.accept())) {
                phone.send(answer(phone.next(), "200 OK"));
                assertThat(heard()).isEqualTo("200");
                assertThat(gateway.stack().isOpen(peer)).isTrue();
            }
        }
        Peer nobody = new Peer("tcp", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        gateway.stack().send(request("OPTIONS", "tcp"), nobody, answers);
        assertThat(heard()).isEqualTo("unsent");
        assertThat(heard.poll(200, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void addressesAreFoundByTheirNames() throws java.text.ParseException {
        GatewayStack stack = gateway.stack();
        SipURI uri = stack.addresses().createSipURI("a", "localhost");
        uri.setTransportParam("tcp");
        Peer peer = stack.resolve(uri).await().indefinitely();
        assertThat(peer).isEqualTo(new Peer("tcp", new InetSocketAddress("127.0.0.1", 5060)));
        assertThat(stack.isOurs(stack.addresses().createSipURI("a", "EXAMPLE.com"))).isTrue();
        assertThat(stack.isOurs(stack.addresses().createSipURI("a", "127.0.0.1"))).isTrue();
        assertThat(stack.isOurs(uri)).isFalse();
        uri.setSecure(true);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> stack.resolve(uri).await().indefinitely()))
                .isInstanceOf(UnreachableException.class);
    }
}
