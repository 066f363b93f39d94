package io.mediary.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.mediary.testing.FreePorts;
import io.mediary.testing.Phone;

/**
 * A telephone by UDP that does what a test says, message by message, also what no telephone should: it acknowledges, repeats and answers nothing by itself. It
 * has one dialog. For one thread.
 */
final class HandPhone implements AutoCloseable {

    /** What it says of its media. */
    static final String SDP = """
            v=0
            o=hand 1 1 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=audio %d RTP/AVP 0
            a=rtpmap:0 PCMU/8000
            a=sendrecv
            """.formatted(FreePorts.rtp()).replace("\n", "\r\n");

    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");
    private static final int LARGEST = 65_536;

    private final DatagramSocket socket;
    private final List<String> came = new CopyOnWriteArrayList<>();
    private final String tag = "hand" + UUID.randomUUID();
    private int looked;
    private int cseq;
    private int port;
    private String callId = UUID.randomUUID().toString();
    private String target = "";
    private String local = "";
    private String remote = "";

    private HandPhone(DatagramSocket socket, int port) {
        this.socket = socket;
        this.port = port;
        Thread reader = new Thread(this::read, "hand-phone");
        reader.setDaemon(true);
        reader.start();
    }

    /** One that calls by a gateway, or waits to be called. */
    static HandPhone at(SipStage.Gateway gateway) {
        try {
            return new HandPhone(new DatagramSocket(0, InetAddress.getLoopbackAddress()), gateway.port());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it is called. */
    String address() {
        return "sip:hand@127.0.0.1:" + socket.getLocalPort();
    }

    /** What it is known by in its dialog. */
    String tag() {
        return tag;
    }

    /** Calls a user with an offer; further lines as they are. @return the INVITE */
    String calls(String user, String... lines) {
        return callsWith(SDP, user, lines);
    }

    /** The same, with an offer of the test's. */
    String callsWith(String sdp, String user, String... lines) {
        target = "sip:" + user + "@127.0.0.1:" + port;
        local = "<sip:hand@elsewhere.test>;tag=" + tag;
        remote = "<" + target + ">";
        return sends("INVITE", sdp, lines);
    }

    /** Sends a request of its dialog, with the next number. @param sdp may be empty @return the request */
    String sends(String method, String sdp, String... lines) {
        return sends(method, ++cseq, sdp, lines);
    }

    private String sends(String method, int number, String sdp, String... lines) {
        String request = method + " " + target + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:" + socket.getLocalPort()
                + ";rport;branch=z9hG4bK" + UUID.randomUUID() + "\r\nMax-Forwards: 70\r\nFrom: " + local + "\r\nTo: "
                + remote + "\r\nCall-ID: " + callId + "\r\nCSeq: " + number + " " + method + "\r\n" + contact()
                + more(lines) + body(sdp);
        send(request);
        return request;
    }

    /** Takes the 2xx of its INVITE: the dialog is there, and it is acknowledged unless that is left to the test. */
    void begins(String ok) {
        remote = Phone.header(ok, "To");
        follows(ok);
    }

    /** It was called: what it sends is of the dialog that it answered with a tag. @param invite that it answered */
    void turns(String invite, String branch) {
        callId = Phone.header(invite, "Call-ID");
        local = Phone.header(invite, "To") + ";tag=" + branch;
        remote = Phone.header(invite, "From");
        follows(invite);
    }

    /** What it sends goes to where a message's Contact points from now on. */
    void follows(String message) {
        target = Phone.header(message, "Contact").replaceFirst("^[^<]*<([^>]+)>.*", "$1");
        port = port(target);
    }

    /** Acknowledges a 2xx. */
    void acknowledges(String ok) {
        sends("ACK", Integer.parseInt(Phone.header(ok, "CSeq").split(" ")[0]), "");
    }

    /** Acknowledges what refuses an INVITE. */
    void acknowledges(String invite, String refusal) {
        String head = invite.substring(0, invite.indexOf("\r\n\r\n") + 4);
        send(head.replaceFirst("^INVITE", "ACK").replaceFirst("CSeq: (\\d+) INVITE", "CSeq: $1 ACK")
                .replaceFirst("To: [^\r]*", Matcher.quoteReplacement("To: " + Phone.header(refusal, "To")))
                .replaceFirst("Content-Type: [^\r]*\r\n", "")
                .replaceFirst("Content-Length: \\d+", "Content-Length: 0"));
    }

    /** Answers a request of the gateway's. @param status with its words @param sdp may be empty */
    void answers(String request, String status, String sdp) {
        answersAs(tag, request, status, sdp);
    }

    /** The same, as a branch with another tag would. */
    void answersAs(String branch, String request, String status, String sdp) {
        StringBuilder response = new StringBuilder("SIP/2.0 ").append(status).append("\r\n");
        Phone.headers(request, "Via").forEach(via -> response.append("Via: ").append(via).append("\r\n"));
        String to = Phone.header(request, "To");
        response.append("From: ").append(Phone.header(request, "From")).append("\r\nTo: ").append(to)
                .append(to.contains(";tag=") ? "" : ";tag=" + branch).append("\r\nCall-ID: ")
                .append(Phone.header(request, "Call-ID")).append("\r\nCSeq: ").append(Phone.header(request, "CSeq"))
                .append("\r\n").append(contact()).append(body(sdp));
        send(response.toString(), port(Phone.header(request, "Via")));
    }

    /** The next message that begins so; others are passed over. */
    String hears(String start) {
        return hears(start, Party.PATIENCE);
    }

    /** The same, for as long as it may take. */
    String hears(String start, Duration patience) {
        return hears(start, patience, message -> message.startsWith(start));
    }

    /** The next final answer to a request of its own. */
    String isAnswered(String request) {
        String number = Phone.header(request, "CSeq");
        return hears("that answers " + number, Party.PATIENCE, message -> message.startsWith("SIP/2.0 ")
                && !message.startsWith("SIP/2.0 1") && Phone.header(message, "CSeq").equals(number));
    }

    /** Waits for the ACK of an INVITE that it answered. */
    void isAcknowledged(String invite) {
        String number = Phone.header(invite, "CSeq").replace("INVITE", "ACK");
        hears("ACK of " + number, Party.PATIENCE,
                message -> message.startsWith("ACK ") && Phone.header(message, "CSeq").equals(number));
    }

    /** The next request that is another one than a former one of the same method. */
    String hearsAnother(String former) {
        String method = former.substring(0, former.indexOf(' ') + 1);
        return hears(method, Party.PATIENCE, message -> message.startsWith(method)
                && !Phone.header(message, "CSeq").equals(Phone.header(former, "CSeq")));
    }

    private String hears(String what, Duration patience, Predicate<String> wanted) {
        String[] found = new String[1];
        await("a message " + what).atMost(patience).pollInterval(Duration.ofMillis(10)).until(() -> {
            while (found[0] == null && looked < came.size()) {
                String next = came.get(looked++);
                found[0] = wanted.test(next) ? next : null;
            }
            return found[0] != null;
        });
        return found[0];
    }

    /** All that came so far. */
    List<String> came() {
        return List.copyOf(came);
    }

    private String contact() {
        return "Contact: <" + address() + ">\r\n";
    }

    private static String more(String... lines) {
        return lines.length == 0 ? "" : String.join("\r\n", lines) + "\r\n";
    }

    private static String body(String sdp) {
        return (sdp.isEmpty() ? "" : "Content-Type: application/sdp\r\n") + "Content-Length: " + sdp.length()
                + "\r\n\r\n" + sdp;
    }

    private static int port(String where) {
        Matcher matcher = PORT.matcher(where);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no port of this machine in " + where);
        }
        return Integer.parseInt(matcher.group(1));
    }

    private void send(String message) {
        send(message, port);
    }

    private void send(String message, int to) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            socket.send(new DatagramPacket(bytes, bytes.length,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), to)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        byte[] room = new byte[LARGEST];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                socket.receive(packet);
                came.add(new String(room, 0, packet.getLength(), StandardCharsets.UTF_8));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
