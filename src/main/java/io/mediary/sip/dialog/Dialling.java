package io.mediary.sip.dialog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import javax.sip.address.SipURI;
import javax.sip.address.TelURL;
import javax.sip.address.URI;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.config.SipConfig;
import io.mediary.function.Authentication;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.sip.stack.SipEndpoint;
import io.mediary.sip.stack.UserPart;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Where calls to an address go, and under whose name: to a registered telephone, by the trunk or the outbound proxy, or to a host that may be called. Anything else is
 * refused, or anybody could make the gateway send requests anywhere. Thread-safe.
 */
final class Dialling {

    private static final String NUMBER = "[+*#\\w.!~'()&=$,;?/-]{1,64}";

    private final SipConfig config;
    private final SipEndpoint sip;
    private final SipMessages messages;
    private final Optional<SipURI> trunk;
    private final Optional<SipURI> proxy;

    /** @throws ConfigurationException where the trunk's or the outbound proxy's address is none */
    Dialling(SipConfig config, SipEndpoint sip, SipMessages messages) {
        this.config = config;
        this.sip = sip;
        this.messages = messages;
        this.trunk = config.trunk().host().map(host -> route("mediary.sip.trunk.host", host));
        this.proxy = config.outboundProxy().map(address -> route("mediary.sip.outbound-proxy", address));
    }

    private SipURI route(String setting, String address) {
        try {
            return (SipURI) messages.uri(address.matches("(?i)sips?:.*") ? address : "sip:" + address);
        } catch (SipMessages.Malformed wrong) {
            throw new ConfigurationException(setting + " is no SIP address: " + address, wrong, Set.of(setting));
        }
    }

    /**
     * A way to an address.
     *
     * @param uri the request's
     * @param routes that it takes, as the Route headers say
     * @param flow the telephone's connection, where it has one
     * @param local our address
     * @param contact the user in our Contact
     * @param credentials for challenges of the trunk
     */
    record Target(String uri, List<String> routes, Optional<Flow> flow, String local, String contact,
            Optional<Challenges> credentials) {
    }

    /** A registered telephone, as the books have it: its contact, the path to it, and the connection that it came by. */
    record Telephone(String uri, List<String> path, Optional<Flow> flow) {
    }

    /**
     * Who calls, as the other end is told.
     *
     * @param user of ours; empty: none is known
     * @param name what the caller calls itself; empty: nothing
     * @param address of one who called by SIP from elsewhere; empty: unknown
     */
    record Who(String user, String name, String address) {

        /** As {@code get_info} of a call says. Who called a gateway is named by that, and else nobody by what he says of himself. */
        static Who of(JsonNode call) {
            boolean bySip = call.path("user_id").asText().equals(Authentication.GATEWAYS);
            JsonNode said = call.path("caller");
            return new Who(bySip ? said.path("user").asText("") : call.path("user_id").asText(""),
                    said.path("name").asText(""), bySip ? said.path("address").asText("") : "");
        }
    }

    /** Whether calls to an address go by the trunk, which costs money. */
    boolean isByTrunk(String address) {
        return trunk.isPresent()
                && (address.toLowerCase(Locale.ROOT).startsWith("tel:") || isTrunks(sipUri(address).getHost()));
    }

    /** Whether a host is the trunk's; a dot at the end is the same host. */
    private boolean isTrunks(String host) {
        return trunk.filter(there -> plain(there.getHost()).equals(plain(host))).isPresent();
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    }

    /**
     * The address outside that a telephone of ours wants to call: a number, or one at the trunk's host; empty where it calls somebody
     * here, or there is no trunk.
     *
     * @param isKnown whether somebody here has a name
     */
    Optional<String> outside(URI called, Predicate<String> isKnown) {
        Optional<String> user = Optional.empty();
        if (called instanceof TelURL tel) {
            user = Optional.of(number(tel));
        } else if (called instanceof SipURI uri && sip.isOurs(uri)) {
            user = UserPart.of(uri).filter(name -> !isKnown.test(name))
                    .filter(name -> name.startsWith("+") || "phone".equalsIgnoreCase(uri.getUserParam()));
        } else if (called instanceof SipURI uri && isTrunks(uri.getHost())) {
            user = UserPart.of(uri);
        }
        Optional<String> number = user.filter(name -> name.matches(NUMBER));
        return trunk.map(SipURI::getHost).flatMap(host -> number.map(name -> "sip:" + name + "@" + host));
    }

    private static String number(TelURL tel) {
        return (tel.isGlobal() ? "+" : "") + tel.getPhoneNumber().replaceFirst("^\\+", "");
    }

    /**
     * Finds the way.
     *
     * @param address that is called
     * @param caller who calls
     * @param telephone the registered contact that the address is, if it is one
     * @throws Failure {@code unauthorized} where it must not be called, {@code no_destination} where it cannot be
     */
    Target target(String address, Who caller, Optional<Telephone> telephone) {
        String user = caller.user();
        String name = caller.name();
        if (telephone.isPresent()) {
            Telephone there = telephone.get();
            return new Target(there.uri(), there.path(), there.flow(), shown(caller), safe(user), Optional.empty());
        }
        SipURI uri = sipUri(address);
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        boolean byTrunk = isTrunks(host);
        if (!byTrunk && proxy.isEmpty() && !config.direct() && !isAllowed(host)) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        List<String> routes = byTrunk
                ? List.of(loose(trunk.get()))
                : proxy.map(Dialling::loose).map(List::of).orElse(List.of());
        Optional<Challenges> credentials = byTrunk || !routes.isEmpty() ? credentials() : Optional.empty();
        String own = byTrunk ? config.trunk().user().orElse(safe(user)) : user;
        return new Target(uri.toString(), routes, Optional.empty(),
                local(own, name, byTrunk ? trunk.get().getHost() : domain()), safe(own), credentials);
    }

    /** Credentials for challenges in a dialog that went by the trunk or a proxy. */
    Optional<Challenges> credentials(Ends ends) {
        boolean byTrunk = trunk.filter(there -> isAt(ends.remote(), there.getHost())).isPresent();
        return byTrunk || proxy.isPresent() && !ends.routes().isEmpty()
                ? credentials()
                : Optional.empty();
    }

    private static boolean isAt(String remote, String host) {
        int end = remote.lastIndexOf("@" + host) + 1 + host.length();
        return remote.contains("@" + host) && end < remote.length() && ":;>".indexOf(remote.charAt(end)) >= 0;
    }

    private Optional<Challenges> credentials() {
        return config.trunk().user().flatMap(known -> config.trunk().password()
                .map(password -> new Challenges(messages, known, password)));
    }

    private boolean isAllowed(String host) {
        return config.destinations().orElse(List.of()).stream().map(pattern -> pattern.toLowerCase(Locale.ROOT))
                .anyMatch(pattern -> pattern.startsWith("*.")
                        ? host.endsWith(pattern.substring(1))
                        : host.equals(pattern));
    }

    private SipURI sipUri(String address) {
        try {
            URI uri = messages.uri(address);
            if (uri instanceof TelURL tel) {
                return numbered(tel);
            }
            // What leads elsewhere than the host that is judged, or puts headers into requests, is not taken.
            if (uri instanceof SipURI known && known.getHost() != null && known.getMAddrParam() == null
                    && !known.getHeaderNames().hasNext() && !isHere(known)) {
                return known;
            }
        } catch (SipMessages.Malformed e) {
            throw Failure.of(ErrorCode.NO_DESTINATION);
        }
        throw Failure.of(ErrorCode.NO_DESTINATION);
    }

    /** It would come back to us; another port of this machine is somebody else's. */
    private boolean isHere(SipURI uri) {
        return sip.isOurs(uri) && (uri.getPort() <= 0 || uri.getPort() == config.udpPort()
                || uri.getPort() == config.tcpPort() || uri.getPort() == config.tlsPort());
    }

    /** RFC 3261, section 19.1.6: a number is the trunk's. */
    private SipURI numbered(TelURL tel) {
        String number = number(tel);
        String host = trunk.or(() -> proxy).map(SipURI::getHost)
                .orElseThrow(() -> Failure.of(ErrorCode.NO_DESTINATION));
        if (!number.matches(NUMBER)) {
            throw Failure.of(ErrorCode.NO_DESTINATION);
        }
        return (SipURI) messages.uri("sip:" + number + "@" + host + ";user=phone");
    }

    private static String loose(SipURI uri) {
        SipURI route = (SipURI) uri.clone();
        route.setLrParam();
        return "<" + route + ">";
    }

    private String domain() {
        return config.domains().filter(domains -> !domains.isEmpty()).map(domains -> domains.get(0))
                .orElseGet(() -> ((SipURI) sip.contact("mediary", "udp").getAddress().getURI()).getHost());
    }

    /** A caller from elsewhere keeps the address there: nobody looks like one of us by a name alone. */
    private String shown(Who caller) {
        if (!caller.user().isEmpty() || caller.address().isEmpty()) {
            return local(caller.user(), caller.name(), domain());
        }
        try {
            return messages.uri(caller.address()) instanceof SipURI uri && !sip.isOurs(uri)
                    ? local(UserPart.of(uri).orElse(""), caller.name(), uri.getHost())
                    : local("", caller.name(), domain());
        } catch (SipMessages.Malformed unreadable) {
            return local("", caller.name(), domain());
        }
    }

    private static String local(String user, String name, String host) {
        String shown = name.replaceAll("[^\\p{L}\\p{N} .,'_@+-]", "").trim();
        return (shown.isEmpty() ? "" : "\"" + shown.substring(0, Math.min(64, shown.length())) + "\" ") + "<sip:"
                + safe(user) + "@" + host + ">";
    }

    /** A user's name as it may stand in a URI (section 25.1), escaped where it must be. */
    private static String safe(String user) {
        StringBuilder text = new StringBuilder();
        for (byte part : user.getBytes(StandardCharsets.UTF_8)) {
            char letter = (char) (part & 0xff);
            boolean plain = letter < 0x80 && (Character.isLetterOrDigit(letter) || "-_.!~*'+".indexOf(letter) >= 0);
            text.append(plain ? String.valueOf(letter) : String.format("%%%02X", (int) letter));
        }
        return text.isEmpty() ? "anonymous" : text.toString();
    }
}
