package io.mediary.sip.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import javax.sip.message.Request;
import javax.sip.message.Response;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.mediary.signal.Signals;
import io.mediary.testing.Phone;

/** Sources of packets can be forged: what is sent for them to others, and takes from others, is bounded. */
class StrangersAreBoundedTest {

    private static final String CONTACT = "Contact: <sip:a@127.0.0.1>";

    private final BlockingQueue<Incoming> invites = new LinkedBlockingQueue<>();
    private TestGateway gateway;

    private void start(SipSettings settings, RequestHandler handler) {
        gateway = new TestGateway(settings, Signals.NONE, null, List.of(handler));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Refuses every INVITE, perhaps after it has rung. */
    private final class Refuses implements RequestHandler {

        private final boolean rings;
        private final String dialog;

        Refuses(boolean rings, String dialog) {
            this.rings = rings;
            this.dialog = dialog;
        }

        @Override
        public Set<String> methods() {
            return Set.of("INVITE", "ACK", "INFO");
        }

        @Override
        public boolean isDialog(String tag) {
            return tag.equals(dialog);
        }

        @Override
        public void handle(Incoming incoming) {
            if (incoming.request().getMethod().equals("INVITE")) {
                if (rings) {
                    incoming.answer(Response.RINGING);
                }
                incoming.answer(Response.NOT_FOUND);
                invites.add(incoming);
            } else if (incoming.request().getMethod().equals("INFO")) {
                incoming.answer(Response.OK);
            }
        }
    }

    @Test
    void aRefusalByUdpGoesOutOnce() throws InterruptedException {
        start(new SipSettings(), new Refuses(false, ""));
        try (Phone phone = gateway.udp()) {
            String invite = phone.request("INVITE", "sip:bob@example.com", CONTACT);
            phone.send(invite);
            assertThat(phone.next()).startsWith("SIP/2.0 404");
            assertThat(phone.next(1_200)).as("it is not acknowledged, and not repeated").isEmpty();
            phone.send(invite);
            assertThat(phone.next()).as("whom it did not reach asks again").startsWith("SIP/2.0 404");
            phone.send(invite.replace("INVITE", "ACK"));
            assertThat(invites.poll(5, TimeUnit.SECONDS)).isNotNull();
        }
        assertThat(gateway.isAlive()).isTrue();
    }

    @Test
    void whoWasToldThatItRingsIsToldTheEndUntilItIsHeard() {
        start(new SipSettings(), new Refuses(true, ""));
        try (Phone phone = gateway.udp()) {
            phone.send(phone.request("INVITE", "sip:bob@example.com", CONTACT));
            assertThat(phone.next()).startsWith("SIP/2.0 180");
            assertThat(phone.next()).startsWith("SIP/2.0 404");
            assertThat(phone.next()).as("again").startsWith("SIP/2.0 404");
        }
    }

    @Test
    void anAnswerGoesToThePortOfTheViaUnlessItAsksForAnother() throws Exception {
        start(new SipSettings(), new Refuses(false, ""));
        try (Phone phone = gateway.udp()) {
            phone.send(phone.request("INVITE", "sip:bob@example.com", CONTACT));
            assertThat(phone.next()).startsWith("SIP/2.0 404");
            Incoming asked = invites.poll(5, TimeUnit.SECONDS);
            assertThat(asked.back()).isEqualTo(asked.source());
            phone.send(phone.request("INVITE", "sip:bob@example.com", CONTACT)
                    .replace(":" + phone.port() + ";rport", ":5999"));
            assertThat(invites.poll(5, TimeUnit.SECONDS).back().port()).isEqualTo(5999);
        }
    }

    @Test
    void aPortThatThereIsNotIsRefusedBeforeAnythingWaitsForIt() {
        start(new SipSettings(), new Refuses(false, ""));
        try (Phone phone = gateway.udp()) {
            phone.send(phone.request("INVITE", "sip:bob@example.com", CONTACT)
                    .replace(":" + phone.port() + ";rport", ":70000"));
            assertThat(phone.next()).startsWith("SIP/2.0 400 Bad port");
            assertThat(invites).isEmpty();
        }
    }

    @Test
    void aResponseToARequestOfOursPassesThroughAFlood() throws InterruptedException {
        start(new SipSettings().with("limits.requests-per-second", 1).with("limits.burst", 5), new Refuses(false, ""));
        BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
        try (Phone phone = gateway.udp()) {
            Peer peer = new Peer("udp", new InetSocketAddress(InetAddress.getLoopbackAddress(), phone.port()));
            gateway.stack().send(ours(phone), peer, new Answers() {

                @Override
                public void response(Response response, Peer from) {
                    heard.add(response.getStatusCode());
                }

                @Override
                public void timeout() {
                    heard.add(0);
                }

                @Override
                public void unsent(String why) {
                    heard.add(-1);
                }
            });
            String came = phone.next();
            flood(phone);
            StringBuilder answer = new StringBuilder("SIP/2.0 200 OK\r\n");
            for (String name : List.of("Via", "From", "Call-ID", "CSeq")) {
                answer.append(name).append(": ").append(Phone.header(came, name)).append("\r\n");
            }
            phone.send(
                    answer.append("To: ").append(Phone.header(came, "To")).append(";tag=9\r\nContent-Length: 0\r\n\r\n")
                            .toString());
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isEqualTo(200);
        }
    }

    @Test
    void whatIsWithinADialogPassesThroughAFlood() {
        start(new SipSettings().with("limits.requests-per-second", 1).with("limits.burst", 5),
                new Refuses(false, "ours"));
        try (Phone phone = gateway.udp()) {
            flood(phone);
            String info = phone.request("INFO", "sip:bob@example.com", CONTACT);
            String to = "To: " + Phone.header(info, "To");
            assertThat(phone.ask(info.replace(to, to + ";tag=ours"))).startsWith("SIP/2.0 200");
        }
    }

    @Test
    void packetsTakeNothingFromConnections() {
        gateway = new TestGateway();
        AtomicLong clock = new AtomicLong();
        Budgets budgets = new Budgets(new SipSettings().with("limits.requests-per-second", 1).with("limits.burst", 10)
                .config().limits(), clock::get);
        Peer packets = new Peer("udp", new InetSocketAddress("192.0.2.1", 5060));
        for (int i = 0; i < 50; i++) {
            budgets.judge(packets, false);
        }
        assertThat(budgets.judge(packets, false)).isEqualTo(FloodGate.Verdict.DROP);
        assertThat(budgets.judge(packets, true)).isEqualTo(FloodGate.Verdict.PASS);
        assertThat(budgets.judge(new Peer("tls", packets.address()), false)).isEqualTo(FloodGate.Verdict.PASS);
        for (int i = 0; i < 50; i++) {
            assertThat(budgets.mayRepeat(packets.address().getAddress())).isTrue();
        }
        assertThat(budgets.mayRepeat(packets.address().getAddress())).isFalse();
    }

    /** Everything that a stranger there may send is used up. */
    private static void flood(Phone phone) {
        for (int i = 0; i < 50; i++) {
            phone.send(phone.request("OPTIONS", "sip:example.com"));
        }
        while (phone.next(500).isPresent()) {
            // Until it is quiet.
        }
    }

    private Request ours(Phone phone) {
        try {
            GatewayStack stack = gateway.stack();
            Request request = stack.messages().createRequest(phone.request("OPTIONS", "sip:peer@127.0.0.1"));
            request.removeHeader("Via");
            request.addHeader(stack.via("udp"));
            return request;
        } catch (java.text.ParseException e) {
            throw new IllegalStateException(e);
        }
    }
}
