package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.testing.Baresip;
import io.mediary.testing.Browser;
import io.mediary.testing.FreePorts;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.Sipp;

/**
 * Instances on one Redis and one media server, which are SIP gateways, each at a port of its own; telephones of this machine, and clients. After each
 * test all of them leave, and nothing of their calls may be left. For one thread.
 */
final class SipStage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    /** Who may register, with passwords. */
    static final Map<String, String> PASSWORDS = Map.of("alice", "al1ce", "bob", "b0b");
    /** Whose users those are. */
    static final String DOMAIN = "mediary.test";

    /** A gateway, and the port for UDP and TCP that it has. */
    record Gateway(MediaryProcess instance, int port) {

        /** Where it is, in addresses. */
        String host() {
            return "127.0.0.1:" + port;
        }
    }

    private final String name;
    private final int size;
    private final List<Gateway> gateways = new ArrayList<>();
    private final List<Party> parties = new CopyOnWriteArrayList<>();
    private final Deque<AutoCloseable> peers = new ArrayDeque<>();
    private final Map<String, String> settings = new HashMap<>();
    private Cluster cluster;
    private Browser browser;
    private Path logs;

    /** Under this name its processes write their logs. @param size how many gateways there are */
    SipStage(String name, int size) {
        this.name = name;
        this.size = size;
    }

    /** One more setting of all gateways that start from now on. */
    SipStage with(String key, String value) {
        settings.put(key, value);
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        logs = Stage.directory(name);
        cluster = new Cluster(name);
        for (int i = 0; i < size; i++) {
            gateway();
        }
    }

    /** Starts one more gateway. */
    Gateway gateway() {
        int port = FreePorts.rtp();
        Map<String, String> all = new HashMap<>(Map.of("mediary.sip.enabled", "true", "mediary.sip.host", "127.0.0.1",
                "mediary.sip.udp-port", String.valueOf(port), "mediary.sip.tcp-port", String.valueOf(port),
                "mediary.sip.domains", DOMAIN, "mediary.sip.users", users().toString(), "mediary.sip.destinations",
                "127.0.0.1"));
        all.putAll(settings);
        Gateway gateway = new Gateway(cluster.instance(all.entrySet().stream()
                .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream()).toArray(String[]::new)), port);
        gateways.add(gateway);
        await("it takes calls").atMost(Party.PATIENCE)
                .until(() -> gateway.instance().output().contains("SIP gateway: line"));
        return gateway;
    }

    private Path users() {
        try {
            Path file = logs.resolve("users.properties");
            Files.write(file,
                    PASSWORDS.entrySet().stream().map(user -> user.getKey() + "=" + user.getValue()).toList());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        // Who came last leaves first: a telephone needs its proxy to leave.
        while (!peers.isEmpty()) {
            peers.pop().close();
        }
        parties.forEach(Party::close);
        parties.clear();
        cluster.isLeftEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        if (browser != null) {
            browser.close();
        }
        cluster.close();
    }

    Cluster cluster() {
        return cluster;
    }

    Gateway gateway(int number) {
        return gateways.get(number);
    }

    /** Where logs go. */
    Path logs() {
        return logs;
    }

    /** A gateway that lives; the eldest of them. */
    Gateway living() {
        return gateways.stream().filter(gateway -> gateway.instance().running()).findFirst().orElseThrow();
    }

    /** An instance that is no gateway; as one without a port. */
    Gateway client() {
        return new Gateway(cluster.instance(), 0);
    }

    /** Opens a page of the first gateway. */
    Page page(String user, Color colour, double hertz) {
        if (browser == null) {
            browser = new Browser();
        }
        Page page = Page.open(browser, gateway(0).instance().http(""), user, colour, hertz);
        peers.push(page::leave);
        return page;
    }

    /** Something that ends with the test. */
    <T extends AutoCloseable> T keep(T peer) {
        peers.push(peer);
        return peer;
    }

    /** Somebody at the first gateway. */
    Party party(String user) {
        return party(user, gateway(0));
    }

    /** Somebody at a gateway. */
    Party party(String user, Gateway gateway) {
        Party party = Party.at(gateway.instance(), user);
        parties.add(party);
        return party;
    }

    /** A SIPp that calls a user by the first gateway; more words and options of its scenario. */
    Sipp calls(String scenario, String user, Map<String, String> more, String... options) {
        return calls(scenario, user, gateway(0), more, options);
    }

    /** A SIPp that calls a user by a gateway. */
    Sipp calls(String scenario, String user, Gateway gateway, Map<String, String> more, String... options) {
        Map<String, String> words = new HashMap<>(Map.of("from", "caller@elsewhere.test", "host", gateway.host()));
        words.putAll(more);
        List<String> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("-s", user));
        return keep(Sipp.calls(logs, scenario, words, gateway.host(), all.toArray(String[]::new)));
    }

    /** A SIPp that is called. */
    Sipp answers(String scenario, Map<String, String> words, String... options) {
        return keep(Sipp.answers(logs, scenario, words, options));
    }

    /** A telephone that has registered at the first gateway. */
    Baresip registers(String user, double hertz) {
        return keep(Baresip.registers(logs, account(user, PASSWORDS.get(user)), hertz));
    }

    /** A telephone that registers at the first gateway and calls. */
    Baresip dials(String user, double hertz, String address) {
        return keep(Baresip.calls(logs, account(user, PASSWORDS.get(user)), hertz, address));
    }

    /** Who a telephone is. */
    Baresip.Account account(String user, String password) {
        return new Baresip.Account(user, password, DOMAIN, gateway(0).host());
    }

    /** The first invitation that somebody gets. */
    static JsonNode invited(Party party) {
        return await("an invitation").atMost(Party.PATIENCE).pollInterval(Duration.ofMillis(10))
                .until(() -> invitations(party).stream().findFirst(), Optional::isPresent).orElseThrow();
    }

    /** Takes a call; whether the caller hangs up at once is nothing to it. @return its id */
    static String accepts(Party party, JsonNode invite) {
        String call = invite.path("call_id").asText();
        party.client().send("media/call/accepted", Party.acceptance(invite));
        party.hears(call, "accepted");
        return call;
    }

    /** All invitations that somebody got, with repeats. */
    static List<JsonNode> invitations(Party party) {
        return party.client().asked().stream().filter(request -> request.path("cmd").asText().equals("invite"))
                .map(request -> request.path("data")).toList();
    }

    /** Where a SIPp is called. */
    static String address(Sipp sipp) {
        return "sip:callee@127.0.0.1:" + sipp.port();
    }
}
