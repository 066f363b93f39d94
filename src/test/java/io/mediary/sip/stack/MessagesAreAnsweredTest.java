package io.mediary.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.sip.message.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.testing.Phone;

/** What the stack answers by itself, and what reaches handlers; over real sockets. */
class MessagesAreAnsweredTest {

    private final BlockingQueue<Incoming> invites = new LinkedBlockingQueue<>();
    private final BlockingQueue<Incoming> acks = new LinkedBlockingQueue<>();
    private TestGateway gateway;

    @BeforeEach
    void start() {
        gateway = new TestGateway(new RequestHandler() {

            @Override
            public Set<String> methods() {
                return Set.of("INVITE", "ACK", "MESSAGE");
            }

            @Override
            public Set<String> supported() {
                return Set.of("timer");
            }

            @Override
            public void handle(Incoming incoming) {
                switch (incoming.request().getMethod()) {
                    case "INVITE" -> {
                        incoming.answer(Response.RINGING);
                        invites.add(incoming);
                    }
                    case "ACK" -> acks.add(incoming);
                    default -> throw new IllegalStateException("as a test wants it");
                }
            }
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private Phone phone(String transport) {
        return "udp".equals(transport) ? gateway.udp() : gateway.tcp();
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void optionsSayWhatThereIs(String transport) {
        try (Phone phone = phone(transport)) {
            String answer = phone.ask(phone.request("OPTIONS", "sip:example.com"));
            assertThat(answer).startsWith("SIP/2.0 200 OK");
            assertThat(Phone.header(answer, "Allow")).isEqualTo("ACK,CANCEL,INVITE,MESSAGE,OPTIONS");
            assertThat(Phone.header(answer, "Accept")).isEqualTo("application/sdp");
            assertThat(Phone.header(answer, "Supported")).isEqualTo("timer");
            assertThat(Phone.header(answer, "Via")).contains("rport=" + phone.port(), "received=127.0.0.1");
            assertThat(Phone.header(answer, "To")).contains(";tag=");
            assertThat(Phone.header(answer, "Server")).isEqualTo("Mediary");
        }
    }

    @Test
    void whatIsNotOursIsRefusedWithItsReason() {
        try (Phone phone = gateway.udp()) {
            assertThat(phone.ask(phone.request("SUBSCRIBE", "sip:example.com", "Contact: <sip:a@127.0.0.1>")))
                    .startsWith("SIP/2.0 405")
                    .contains("Allow: ACK,CANCEL,INVITE");
            assertThat(phone.ask(phone.request("NEWMETHOD", "sip:example.com"))).startsWith("SIP/2.0 501");
            assertThat(phone.ask(phone.request("MESSAGE", "soap.beep://192.0.2.103:3002")))
                    .startsWith("SIP/2.0 416");
            assertThat(phone.ask(phone.request("MESSAGE", "sip:example.com", "Require: nothing, timer")))
                    .startsWith("SIP/2.0 420").contains("Unsupported: nothing").doesNotContain("Unsupported: timer");
            assertThat(phone.ask(phone.request("MESSAGE", "sip:example.com").replace("Forwards: 70", "Forwards: 0")))
                    .startsWith("SIP/2.0 483");
            assertThat(
                    phone.ask(phone.request("MESSAGE", "sip:example.com").replace("SIP/2.0\r\nVia", "SIP/7.0\r\nVia")))
                    .startsWith("SIP/2.0 505");
            assertThat(phone.ask(
                    phone.request("MESSAGE", "sip:example.com").replace(" MESSAGE\r\nContent", " INFO\r\nContent")))
                    .startsWith("SIP/2.0 400");
            assertThat(phone.ask(phone.request("MESSAGE", "sip:example.com"))).startsWith("SIP/2.0 500");
            assertThat(phone.ask(phone.request("CANCEL", "sip:example.com"))).startsWith("SIP/2.0 481");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aRepeatedRequestReachesItsHandlerOnce(String transport) throws InterruptedException {
        try (Phone phone = phone(transport)) {
            String invite = phone.request("INVITE", "sip:bob@example.com", "Contact: <sip:a@127.0.0.1>");
            phone.send(invite);
            assertThat(phone.next()).startsWith("SIP/2.0 180");
            phone.send(invite);
            assertThat(phone.next()).startsWith("SIP/2.0 180");
            Incoming taken = invites.poll(5, TimeUnit.SECONDS);
            taken.answer(Response.BUSY_HERE);
            String busy = phone.next();
            assertThat(busy).startsWith("SIP/2.0 486").contains(";tag=" + taken.tag());
            phone.send(invite.replace("CSeq: 1 INVITE", "CSeq: 1 ACK").replace("INVITE sip", "ACK sip"));
            assertThat(invites).isEmpty();
            assertThat(acks).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    void aCancelEndsItsInviteAndNeverComesFirst(String transport) throws InterruptedException {
        try (Phone phone = phone(transport)) {
            for (int i = 0; i < 50; i++) {
                String invite = phone.request("INVITE", "sip:bob@example.com", "Contact: <sip:a@127.0.0.1>");
                phone.send(invite);
                phone.send(invite.replace("INVITE", "CANCEL"));
                List<String> answers = List.of(phone.next(), phone.next(), phone.next());
                assertThat(answers).anyMatch(answer -> answer.startsWith("SIP/2.0 200")
                        && Phone.header(answer, "CSeq").endsWith("CANCEL"));
                assertThat(answers).anyMatch(answer -> answer.startsWith("SIP/2.0 487")
                        && Phone.header(answer, "CSeq").endsWith("INVITE"));
                phone.send(invite.replace("INVITE", "ACK"));
                assertThat(invites.poll(5, TimeUnit.SECONDS)).isNotNull();
            }
        }
    }

    @Test
    void theAckOfASuccessReachesTheHandler() throws InterruptedException {
        try (Phone phone = gateway.udp()) {
            String invite = phone.request("INVITE", "sip:bob@example.com", "Contact: <sip:a@127.0.0.1>");
            phone.send(invite);
            Incoming taken = invites.poll(5, TimeUnit.SECONDS);
            Response ok = taken.response(Response.OK);
            ok.addHeader(gateway.stack().contact("bob", "udp"));
            taken.answer(ok);
            assertThat(phone.next()).startsWith("SIP/2.0 180");
            String answer = phone.next();
            assertThat(answer).startsWith("SIP/2.0 200");
            phone.send(invite);
            gateway.stack().sendOnce(ok, taken.source());
            assertThat(phone.next()).startsWith("SIP/2.0 200");
            phone.send(phone.request("ACK", "sip:bob@example.com", "alice@example.com", Phone.header(invite, "Call-ID"),
                    1).replace("To: <sip:alice@example.com>", "To: " + Phone.header(answer, "To")));
            assertThat(acks.poll(5, TimeUnit.SECONDS).tag()).isEqualTo(taken.tag());
            assertThat(invites).isEmpty();
        }
    }
}
