package io.mediary.sip.dialog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.Failure;
import io.mediary.signal.Signals;
import io.mediary.sip.stack.SipSettings;
import io.mediary.sip.stack.TestGateway;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Where calls go, and under whose name. */
class DiallingTest {

    private static final Dialling.Who ANN = new Dialling.Who("ann", "Ann", "");

    private final List<TestGateway> gateways = new ArrayList<>();
    private SipMessages messages;

    private Dialling dialling(SipSettings settings) {
        TestGateway gateway = new TestGateway(settings, Signals.NONE, null, List.of());
        gateways.add(gateway);
        messages = new SipMessages(gateway.stack());
        return new Dialling(settings.config(), gateway.stack(), messages);
    }

    private static SipSettings trunk() {
        return new SipSettings().with("trunk.host", "sip:trunk.example.net:5070").with("trunk.user", "company");
    }

    @AfterEach
    void stop() {
        gateways.forEach(TestGateway::close);
    }

    @Test
    void aTelephoneIsToldWhoCalls() {
        Dialling dialling = dialling(new SipSettings());
        assertThat(shown(dialling, ANN)).isEqualTo("\"Ann\" <sip:ann@example.com>");
        assertThat(shown(dialling, called("alice", "sip:alice@example.com"))).as("by telephone")
                .isEqualTo("\"A\" <sip:alice@example.com>");
        assertThat(shown(dialling, called("", "sip:alice@elsewhere.org:5070;x=y"))).as("of another host")
                .isEqualTo("\"A\" <sip:alice@elsewhere.org>");
        assertThat(shown(dialling, called("", "sip:alice@example.com"))).as("who only says so")
                .isEqualTo("\"A\" <sip:anonymous@example.com>");
        assertThat(shown(dialling, called("", "tel:+4930"))).isEqualTo("\"A\" <sip:anonymous@example.com>");
    }

    @Test
    void whoCallsFromAPageDoesNotChooseItsName() {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("user_id", "eve");
        call.putObject("caller").put("user", "ann").put("address", "sip:ann@elsewhere.org").put("name", "Ann");
        assertThat(Dialling.Who.of(call)).isEqualTo(new Dialling.Who("eve", "Ann", ""));
    }

    @ParameterizedTest
    @CsvSource({"trunk.host,sip:", "outbound-proxy,sip:x@@y"})
    void anAddressThatIsNoneIsFoundAtStart(String setting, String value) {
        assertThatThrownBy(() -> dialling(new SipSettings().with(setting, value)))
                .isInstanceOf(ConfigurationException.class).hasMessageContaining("mediary.sip." + setting);
    }

    private static Dialling.Who called(String user, String address) {
        ObjectNode call = JsonNodeFactory.instance.objectNode().put("user_id", "mediary-sip");
        ObjectNode caller = call.putObject("caller").put("type", "sip").put("address", address).put("name", "A");
        if (!user.isEmpty()) {
            caller.put("user", user);
        }
        return Dialling.Who.of(call);
    }

    private static String shown(Dialling dialling, Dialling.Who caller) {
        return dialling.target("sip:bob@mediary;gr=x", caller,
                Optional.of(new Dialling.Telephone("sip:bob@192.0.2.7", List.of(), Optional.empty()))).local();
    }

    @ParameterizedTest
    @CsvSource({"sip:+4930123@example.com,sip:+4930123@trunk.example.net",
            "sip:030123@example.com;user=phone,sip:030123@trunk.example.net",
            "tel:+4930123,sip:+4930123@trunk.example.net",
            "sip:030123@trunk.example.net,sip:030123@trunk.example.net"})
    void aTelephoneCallsOutside(String dialled, String called) {
        Dialling dialling = dialling(trunk());
        assertThat(dialling.outside(messages.uri(dialled), name -> false)).contains(called);
        assertThat(dialling.isByTrunk(called)).isTrue();
        assertThat(dialling.isByTrunk(called + ".")).as("the same host").isTrue();
        assertThat(dialling.isByTrunk("sip:ben@elsewhere.org")).isFalse();
        Dialling.Target target = dialling.target(called, ANN, Optional.empty());
        assertThat(target.routes()).containsExactly("<sip:trunk.example.net:5070;lr>");
        assertThat(target.local()).isEqualTo("\"Ann\" <sip:company@trunk.example.net>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:ben@example.com", "sip:030123@example.com", "sip:+4930123@elsewhere.org",
            "sip:trunk.example.net"})
    void aTelephoneCallsSomebodyHereOrNowhere(String dialled) {
        assertThat(dialling(trunk()).outside(messages.uri(dialled), name -> false)).isEmpty();
    }

    @Test
    void aUserWithANumberIsCalledHereAndWithoutATrunkNobodyIsOutside() {
        Dialling dialling = dialling(trunk());
        assertThat(dialling.outside(messages.uri("sip:+4930123@example.com"), name -> true)).isEmpty();
        gateways.forEach(TestGateway::close);
        assertThat(dialling(new SipSettings()).outside(messages.uri("tel:+4930123"), name -> false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sip:x@192.0.2.9", "sip:x@trunk.example.net.evil.org",
            "sip:x@trunk.example.net;maddr=192.0.2.9"})
    void nobodyIsCalledElsewhere(String address) {
        Dialling dialling = dialling(trunk());
        assertThatThrownBy(() -> dialling.target(address, ANN, Optional.empty())).isInstanceOf(Failure.class);
    }
}
