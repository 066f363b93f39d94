package io.mediary.sip.stack;

import java.net.InetAddress;
import java.util.concurrent.Executor;

import javax.sip.ClientTransaction;
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

import io.smallrye.mutiny.Uni;

/**
 * This gateway's end of SIP: sends requests and makes what they consist of. Dialogs are the business of who sends: the stack knows
 * transactions only (retransmissions, timers, the ACK of a failed INVITE). Thread-safe. Only where {@code mediary.sip.enabled}; every method
 * fails with {@link IllegalStateException} before the start and after the end.
 */
public interface SipEndpoint {

    /** Whether it has started and not ended. */
    boolean isRunning();

    /** Makes messages. */
    MessageFactory messages();

    /** Makes headers. */
    HeaderFactory headers();

    /** Makes addresses. */
    AddressFactory addresses();

    /** A Call-ID that nobody has. */
    CallIdHeader newCallId();

    /** The top Via of a request that leaves by this transport ({@code udp}, {@code tcp}, {@code tls}), with {@code rport} and a new branch. */
    ViaHeader via(String transport);

    /** Where this very instance is reached: {@code <sip:USER@ADVERTISED:PORT;transport=…>}, {@code sips:} where the transport is TLS. */
    ContactHeader contact(String user, String transport);

    /** The address, in figures, by which peers reach this very instance; fails with {@link UnreachableException} where its name has none. */
    Uni<InetAddress> address();

    /** Whether a SIP URI's host is this system: one of the domains, the advertised host, or an address that is listened on. */
    boolean isOurs(SipURI uri);

    /**
     * Where a request for this URI goes: its {@code maddr} or host, its port or the default one, its transport (TLS for
     * {@code sips:}, UDP unless it says). Names are looked up (A, AAAA) off the event loops; fails with
     * {@link UnreachableException} where there is none, or no such transport here.
     */
    Uni<Peer> resolve(URI next);

    /**
     * Sends a request in a new client transaction. The request is complete, with {@link #via} on top. A connection (TCP, TLS) that is open to the
     * peer, by either side, is used.
     *
     * @param to where the packet goes, whatever the request says
     * @return the transaction; it has not been sent where {@link Answers#unsent} is called
     */
    ClientTransaction send(Request request, Peer to, Answers answers);

    /** Sends a request without a transaction: the ACK of a 2xx. What goes wrong is logged and counted, as a lost packet would be. */
    void sendOnce(Request request, Peer to);

    /**
     * CANCEL for a transaction that was sent by {@link #send} and has had a provisional response.
     *
     * @param answers what comes back for the CANCEL itself; the INVITE's own final response (487) comes to its own
     */
    void cancel(ClientTransaction invite, Answers answers);

    /**
     * Sends a response without a transaction, once more: a 2xx of an INVITE whose ACK has not come. Over the peer's connection where it came by one.
     *
     * @param to the {@link Incoming#source()} of its request
     */
    void sendOnce(Response response, Peer to);

    /** The same, by a new connection where there is none: the one that the request came by was another gateway's. */
    void sendAnew(Response response, Peer to);

    /** The response, with {@code Allow} and {@code Supported} as this gateway can. */
    Response described(Response response);

    /** Whether something can be sent there without opening a connection: its own one is open, or it is UDP. */
    boolean isOpen(Peer peer);

    /** Where work is done that follows messages: the stack's threads. Never waits in a task. */
    Executor executor();
}
