package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.mediary.testing.FreePorts;
import io.mediary.testing.Phone;
import io.vertx.core.Vertx;
import io.vertx.core.net.SelfSignedCertificate;

/** Calls to telephones over TLS: the gateway connects, and wants to see a certificate that it trusts. */
class SipOverTlsIT {

    private static final SelfSignedCertificate OURS = SelfSignedCertificate.create("localhost");
    private static final SelfSignedCertificate STRANGERS = SelfSignedCertificate.create("localhost");

    @RegisterExtension
    static final SipStage STAGE = new SipStage("sip-over-tls", 1)
            .with("mediary.sip.tls-port", String.valueOf(FreePorts.rtp()))
            .with("mediary.sip.tls-configuration-name", "sip")
            .with("quarkus.tls.sip.key-store.pem.0.cert", OURS.certificatePath())
            .with("quarkus.tls.sip.key-store.pem.0.key", OURS.privateKeyPath())
            .with("quarkus.tls.sip.trust-store.pem.certs", OURS.certificatePath())
            .with("quarkus.log.category.\"io.mediary.sip\".level", "DEBUG")
            .with("mediary.sip.destinations", "localhost");

    @AfterAll
    static void delete() {
        OURS.delete();
        STRANGERS.delete();
    }

    @Test
    void aTelephoneIsCalledOverTls() throws Exception {
        Party ann = STAGE.party("ann");
        try (ServerSocket server = server(OURS)) {
            CompletableFuture<Phone> connected = accepted(server);
            String address = "sips:callee@localhost:" + server.getLocalPort();
            String call = ann.calls("callee", address).path("call_id").asText();
            try (Phone phone = connected.get(30, TimeUnit.SECONDS)) {
                String invite = phone.next();
                assertThat(invite).startsWith("INVITE " + address);
                assertThat(Phone.header(invite, "Via")).startsWith("SIP/2.0/TLS");
                assertThat(Phone.header(invite, "Contact")).startsWith("<sips:");
                phone.send(answer(invite, "180 Ringing", address, ""));
                ann.hears(call, "ringing");
                phone.send(answer(invite, "200 OK", address, HandPhone.SDP));
                assertThat(phone.next()).startsWith("ACK ");
                ann.hears(call, "answer");
                ann.acts("hangup", call);
                String bye = phone.next();
                assertThat(bye).startsWith("BYE ");
                phone.send(answer(bye, "200 OK", address, ""));
            }
            assertThat(ann.ends(call)).isEqualTo(Party.API_HANGUP);
        }
    }

    @Test
    void oneWhoseCertificateIsNotTrustedIsNotCalled() throws Exception {
        Party ann = STAGE.party("ann");
        try (ServerSocket server = server(STRANGERS)) {
            CompletableFuture<Phone> connected = accepted(server);
            String call = ann.calls("callee", "sips:callee@localhost:" + server.getLocalPort()).path("call_id")
                    .asText();
            ann.ends(call);
            assertThat(ann.types(call)).doesNotContain("ringing", "accepted");
            try (Phone phone = connected.get(30, TimeUnit.SECONDS)) {
                assertThat(phone.next(100)).as("a request").isEmpty();
            }
        }
    }

    private static CompletableFuture<Phone> accepted(ServerSocket server) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return Phone.over("TLS", server.accept());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private static ServerSocket server(SelfSignedCertificate certificate) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(certificate.keyCertOptions().getKeyManagerFactory(vertx).getKeyManagers(), null, null);
            return context.getServerSocketFactory().createServerSocket(0, 5, InetAddress.getByName("localhost"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static String answer(String request, String status, String contact, String sdp) {
        StringBuilder text = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        for (String name : List.of("Via", "From", "Call-ID", "CSeq")) {
            text.append(name).append(": ").append(Phone.header(request, name)).append("\r\n");
        }
        String to = Phone.header(request, "To");
        return text.append("To: ").append(to).append(to.contains(";tag=") ? "" : ";tag=callee").append("\r\nContact: <")
                .append(contact).append(">\r\n").append(sdp.isEmpty() ? "" : "Content-Type: application/sdp\r\n")
                .append("Content-Length: ").append(sdp.length()).append("\r\n\r\n").append(sdp).toString();
    }
}
