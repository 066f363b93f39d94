package io.mediary.sip.stack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Messages with the traits that RFC 4475 describes, in words of our own: each has the name that the RFC gives to its trait, and the statuses that it may be
 * answered with. The gateway of the test answers 486 to every INVITE, REGISTER and MESSAGE.
 */
final class TortureMessages {

    private static final int NONE = 0;
    private static final Set<Integer> TAKEN = Set.of(486);
    private static final Set<Integer> REFUSED = Set.of(400);
    private static final Set<Integer> REFUSED_OR_DROPPED = Set.of(400, NONE);
    private static final Set<Integer> DROPPED = Set.of(NONE);
    private static final String LONG = "unreasonablylongvalue".repeat(12);

    private final String transport;
    private final List<Torture> all = new ArrayList<>();

    /** @param transport that they are sent by, {@code UDP} or {@code TCP}: it stands in their top Via */
    TortureMessages(String transport) {
        this.transport = transport;
        valid();
        invalid();
        inTransactions();
        inApplications();
    }

    /**
     * One message.
     *
     * @param name as in RFC 4475
     * @param answers statuses that are right; 0 stands for none at all
     */
    record Torture(String name, byte[] message, Set<Integer> answers) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** All of them. */
    List<Torture> all() {
        return all;
    }

    /** Section 3.1.1: valid, however odd. */
    private void valid() {
        add("wsinv", TAKEN, "INVITE sip:carol@example.com;oddparam SIP/2.0", "TO :",
                " sip:carol@example.com ;   tag    = 77abc",
                "from   : \"Dave \\\\\\\"\"       <sip:dave@example.com>", "  ;", "  tag = 12xy", "MaX-fOrWaRdS: 0068",
                "Call-ID: " + unique(), "Content-Length   : 0", "cseq: 0009", "  INVITE",
                "Via  : SIP  /   2.0", " /" + transport, "    127.0.0.1;rport;branch=z9hG4bK" + unique(), "s :",
                "OddHeader:   an odd value", " that goes on here", "OddValues: ;;,,;;,;",
                "Route:", " <sip:services.example.com;lr;oddwith=value;odd-without>",
                "v:  SIP  / 2.0  / TCP     other.example.com   ;", "  branch  =   z9hG4bK8kj  ,",
                " SIP  /    2.0   / UDP  192.168.255.111   ; branch=", " z9hG4bK203",
                "m:\"Quoted \\\"\\\"\" <sip:dave@example.com> ; odd =", "      value ;", "  second ; q = 0.33");
        add("intmeth", Set.of(501), request("!odd-M.e%t*h_o+d`'~", "sip:1_odd.user~!(x)&=+$,;?/:(pw)%40@example.com",
                "To: \"BEL:\\\u0007 NUL:\\ DEL:\\\u007F\" <sip:1_odd@example.com>",
                "From: oddname1~` odd's+ 'name _ !.%*-*.!odd~ <sip:mundane@example.com>;tag=_token~1'+`*%!-.",
                "extensionHeader-!.%*+_`'~: \uFEFF\u5927\u505C\u96FB"));
        add("esc01", TAKEN, request("INVITE", "sip:sips%3Auser%40example.com@example.com",
                "To: sip:%75se%72@example.com", "From: <sip:I%20have%20spaces@example.com>;tag=938",
                "Contact: <sip:c%61ller@127.0.0.1>"));
        add("escnull", TAKEN, request("REGISTER", "sip:example.com", "To: sip:null-%00-null@example.com",
                "From: sip:null-%00-null@example.com;tag=839", "Contact: <sip:%00@host5.example.com>",
                "Contact: <sip:%00%00@host5.example.com>"));
        add("esc02", Set.of(501), request("RE%47IST%45R", "sip:registrar.example.com",
                "To: \"%Z%45\" <sip:resource@example.com>", "From: \"%Z%45\" <sip:resource@example.com>;tag=f23"));
        add("lwsdisp", Set.of(200), request("OPTIONS", "sip:user@example.com", "To: sip:user@example.com",
                "From: caller<sip:caller@example.com>;tag=323"));
        add("longreq", TAKEN, request("INVITE", "sip:user@example.com",
                "To: \"I have a very " + LONG + " name\" <sip:user@example.com:6000;" + LONG + "=" + LONG + ">",
                "F: sip:" + LONG + "@example.net;tag=12982424;" + LONG + "=" + LONG, "Odd-" + LONG + ": " + LONG,
                "Contact: <sip:" + LONG + "@host5.example.net>",
                "Via: SIP/2.0/UDP " + LONG + ".example.com;branch=z9hG4bK1",
                "Via: SIP/2.0/TCP sip33.example.com;branch=z9hG4bK2"));
        add("semiuri", Set.of(200), request("OPTIONS", "sip:user;par=u%40example.net@example.com"));
        add("transports", Set.of(200), request("OPTIONS", "sip:user@example.com",
                "Via: SIP/2.0/SCTP t2.example.com;branch=z9hG4bK2", "Via: SIP/2.0/TLS t3.example.com;branch=z9hG4bK3",
                "Via: SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bK4",
                "Via: SIP/2.0/TCP t5.example.com;branch=z9hG4bK5"));
        byte[] body = "--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n\0\1\0\u00ff\r\n--b--"
                .getBytes(StandardCharsets.ISO_8859_1);
        add("mpart01", TAKEN, join(text(request("MESSAGE", "sip:kumiko@example.com",
                "Content-Type: multipart/mixed;boundary=b", "Content-Length: " + body.length)), body));
        add("unreason", DROPPED, response("SIP/2.0 200 = 2**3 * 5**2 \u043d\u043e \u0441\u0442\u043e"));
        add("noreason", DROPPED, response("SIP/2.0 100 "));
        if (isUdp()) {
            add("dblreq", TAKEN, join(text(request("REGISTER", "sip:example.com", "Contact: <sip:j@127.0.0.1>",
                    "Content-Length: 0")), text(request("INVITE", "sip:joe@example.com"))));
        }
    }

    /** Section 3.1.2: not valid. */
    private void invalid() {
        add("badinv01", REFUSED, request("INVITE", "sip:user@example.com", "Contact: \"Joe\" <sip:joe@example.org>;;;;",
                "Via: SIP/2.0/UDP 192.0.2.15;;,;,,"));
        if (isUdp()) {
            add("clerr", REFUSED, join(text(request("INVITE", "sip:user@example.com", "Contact: <sip:a@127.0.0.1>",
                    "Content-Type: application/sdp", "Content-Length: 9999")),
                    "v=0\r\n".getBytes(StandardCharsets.UTF_8)));
        }
        add("ncl", REFUSED, request("INVITE", "sip:user@example.com", "Contact: <sip:a@127.0.0.1>",
                "Content-Length: -999"));
        add("scalar02", REFUSED, request("REGISTER", "sip:example.com", "CSeq: 36893488147419103232 REGISTER",
                "Max-Forwards: 300", "Expires: 10000000000000000000000000000000000000000",
                "Contact: <sip:user@host129.example.com>;expires=280297596632815"));
        add("scalarlg", DROPPED, response("SIP/2.0 503 Service Unavailable", "CSeq: 9292394834772304023312 OPTIONS",
                "Retry-After: 949302838503028349304023988"));
        add("quotbal", REFUSED, request("INVITE", "sip:user@example.com",
                "To: \"Mr. J. User <sip:j.user@example.com>", "Contact: <sip:a@127.0.0.1>"));
        add("ltgtruri", REFUSED, request("INVITE", "<sip:user@example.com>", "Contact: <sip:a@127.0.0.1>"));
        add("lwsruri", REFUSED, request("INVITE", "sip:user@example.com; lr", "Contact: <sip:a@127.0.0.1>"));
        add("lwsstart", REFUSED, replaced("INVITE", "INVITE sip", "INVITE  sip"));
        add("trws", REFUSED, replaced("OPTIONS", "SIP/2.0\r\nVia", "SIP/2.0  \r\nVia"));
        add("escruri", REFUSED, request("INVITE", "sip:user@example.com?Route=%3Csip:example.com%3E",
                "Contact: <sip:a@127.0.0.1>"));
        add("baddate", Set.of(400, 486), request("INVITE", "sip:user@example.com", "Contact: <sip:a@127.0.0.1>",
                "Date: Fri, 01 Jan 2010 16:00:00 EST"));
        add("regbadct", Set.of(400, 486), request("REGISTER", "sip:example.com",
                "Contact: sip:user@example.com?Route=%3Csip:sip.example.com%3E"));
        add("badaspec", Set.of(400, 200), request("OPTIONS", "sip:user@example.org",
                "To: \"Watson, Thomas\" < sip:t.watson@example.org >"));
        add("baddn", Set.of(400, 200), request("OPTIONS", "sip:t.watson@example.org",
                "From: Bell, Alexander <sip:a.g.bell@example.com>;tag=43"));
        add("badvers", Set.of(505), replaced("OPTIONS", "SIP/2.0\r\nVia", "SIP/7.0\r\nVia"));
        add("mismatch01", REFUSED, request("OPTIONS", "sip:user@example.com", "CSeq: 8 INVITE"));
        add("mismatch02", Set.of(400, 501), request("NEWMETHOD", "sip:user@example.com", "CSeq: 8 INVITE"));
        add("bigcode", DROPPED, response("SIP/2.0 4294967301 better not break the receiver"));
    }

    /** Section 3.2. */
    private void inTransactions() {
        add("badbranch", Set.of(400, 200), replaced("OPTIONS", "branch=z9hG4bK[^;\\r]*", "branch=z9hG4bK"));
    }

    /** Section 3.3 and 3.4. */
    private void inApplications() {
        add("insuf", REFUSED_OR_DROPPED, lines("INVITE sip:user@example.com SIP/2.0", "CSeq: 193942 INVITE",
                via(), "Content-Type: application/sdp", "l: 0"));
        add("unkscm", Set.of(416), request("OPTIONS", "nobodyKnowsThisScheme:totallyopaquecontent"));
        add("novelsc", Set.of(416), request("OPTIONS", "soap.beep://192.0.2.103:3002"));
        add("unksm2", Set.of(400, 486), request("REGISTER", "sip:example.com", "To: isbn:2983792873",
                "From: <http://www.example.com>;tag=3234233", "Contact: <name:John_Smith>"));
        add("bext01", Set.of(420), request("OPTIONS", "sip:user@example.com",
                "Require: nothingSupportsThis, nothingSupportsThisEither", "Proxy-Require: noProxiesSupportThis"));
        add("invut", Set.of(400, 415, 486), request("INVITE", "sip:user@example.com", "Contact: <sip:a@127.0.0.1>",
                "Content-Type: application/unknownformat"));
        add("regaut01", TAKEN, request("REGISTER", "sip:example.com", "Contact: <sip:j.user@example.com>",
                "Authorization: NoOneKnowsThisScheme opaque-data=here"));
        add("multi01", REFUSED,
                request("INVITE", "sip:user@example.com", "Contact: <sip:a@127.0.0.1>", "CSeq: 5 INVITE",
                        "+CSeq: 59 INVITE", "+Call-ID: " + unique(), "+Max-Forwards: 5",
                        "+From: sip:other@example.com;tag=1"));
        add("mcl01", REFUSED, request("OPTIONS", "sip:user@example.com", "Content-Length: 0", "+Content-Length: 5"));
        add("bcast", DROPPED, lines("SIP/2.0 200 OK",
                "Via: SIP/2.0/" + transport + " 192.0.2.198;branch=z9hG4bK1324923",
                "Via: SIP/2.0/UDP 255.255.255.255;branch=z9hG4bK1saber23", "Call-ID: " + unique(), "CSeq: 35 INVITE",
                "From: sip:user@example.com;tag=11141343", "To: sip:user@example.edu;tag=2229", "Content-Length: 0"));
        add("zeromf", Set.of(200, 483), request("OPTIONS", "sip:user@example.com", "Max-Forwards: 0"));
        add("cparam01", TAKEN, request("REGISTER", "sip:example.com",
                "Contact: sip:+19725552222@gw1.example.net;unknownparam"));
        add("cparam02", TAKEN, request("REGISTER", "sip:example.com",
                "Contact: <sip:+19725552222@gw1.example.net;unknownparam>"));
        add("regescrt", TAKEN, request("REGISTER", "sip:example.com",
                "Contact: <sip:user@example.com?Route=%3Csip:sip.example.com%3E>"));
        add("sdp01", Set.of(406, 486), request("INVITE", "sip:user@example.com", "Contact: <sip:a@127.0.0.1>",
                "Accept: text/nobodyKnowsThis"));
        add("inv2543", TAKEN, lines("INVITE sip:UserB@example.com SIP/2.0",
                "Via: SIP/2.0/" + transport + " 127.0.0.1;rport", "From: <sip:UserA@example.com>",
                "To: <sip:UserB@example.com>", "Call-ID: " + unique(), "CSeq: 1 INVITE", "Contact: <sip:a@127.0.0.1>",
                "Content-Length: 0"));
    }

    private boolean isUdp() {
        return "UDP".equals(transport);
    }

    private String via() {
        return "Via: SIP/2.0/" + transport + " 127.0.0.1:5060;rport;branch=z9hG4bK" + unique();
    }

    /** A plain request, with some headers in the place of the plain ones; with a plus sign: beside them. */
    private String[] request(String method, String uri, String... headers) {
        List<String> lines = new ArrayList<>(List.of(method + " " + uri + " SIP/2.0", via()));
        for (String plain : List.of("Max-Forwards: 70", "To: <sip:user@example.com>",
                "From: <sip:caller@example.com>;tag=1", "Call-ID: " + unique(), "CSeq: 8 " + method)) {
            boolean replaced = List.of(headers).stream().anyMatch(header -> name(header).equals(name(plain))
                    || header.startsWith("F:") && plain.startsWith("From"));
            if (!replaced) {
                lines.add(plain);
            }
        }
        for (String header : headers) {
            lines.add(header.startsWith("+") ? header.substring(1) : header);
        }
        if (List.of(headers).stream().noneMatch(header -> name(header).equals("Content-Length"))) {
            lines.add("Content-Length: 0");
        }
        return lines.toArray(String[]::new);
    }

    private byte[] replaced(String method, String what, String by) {
        String whole = new String(text(request(method, "sip:user@example.com", "Contact: <sip:a@127.0.0.1>")),
                StandardCharsets.UTF_8);
        return whole.replaceFirst(what, by).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] response(String first, String... headers) {
        String[] lines = request("OPTIONS", "sip:user@example.com", headers);
        lines[0] = first;
        return text(lines);
    }

    private byte[] lines(String... lines) {
        return text(lines);
    }

    private void add(String name, Set<Integer> answers, String... lines) {
        add(name, answers, text(lines));
    }

    private void add(String name, Set<Integer> answers, byte[] message) {
        all.add(new Torture(name, message, answers));
    }

    private static String name(String header) {
        return header.substring(0, Math.max(0, header.indexOf(':')));
    }

    private static byte[] text(String... lines) {
        return (String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] join(byte[] one, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(one);
        all.writeBytes(other);
        return all.toByteArray();
    }

    private static String unique() {
        return UUID.randomUUID().toString();
    }
}
