package io.mediary.sip.stack;

import java.util.Locale;
import java.util.Properties;

import javax.sip.ListeningPoint;
import javax.sip.SipException;
import javax.sip.SipProvider;

import gov.nist.javax.sip.SipStackImpl;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.stack.SIPTransaction;
import io.mediary.config.SipConfig;

/** JAIN-SIP as we use it: transactions over our transports, and no dialogs. */
final class JainStack {

    /** No peer has it, so that JAIN-SIP takes no message for one to itself. */
    private static final String NOWHERE = "0.0.0.0";
    private static final String NIST = "gov.nist.javax.sip.";
    /** What no transaction outlives, in seconds: longer than any telephone rings. */
    private static final String LONGEST_INVITE = "600";
    private static final String LONGEST = "40";
    private static final long END_MILLIS = 2_000;

    private final SipStackImpl stack;
    private final SipProvider provider;
    private final SipConfig config;

    /**
     * @param sockets have been started
     * @throws IllegalStateException where JAIN-SIP does not start
     */
    JainStack(SipConfig config, Sockets sockets, Dispatch dispatch, Packets.Lost lost) {
        this.config = config;
        try {
            stack = new SipStackImpl(properties());
            int most = (int) config.limits().messageSize().asLongValue();
            stack.setMessageProcessorFactory((transactions, address, port, transport) -> new Packets(transactions,
                    address, port, transport, sockets, most, lost));
            SipProvider made = null;
            for (String transport : sockets.transports()) {
                ListeningPoint point = stack.createListeningPoint(NOWHERE, sockets.port(transport), transport);
                if (made == null) {
                    made = stack.createSipProvider(point);
                } else {
                    made.addListeningPoint(point);
                }
            }
            if (made == null) {
                throw new IllegalStateException("mediary.sip.enabled, and no port");
            }
            provider = made;
            provider.addSipListener(dispatch);
        } catch (SipException | java.util.TooManyListenersException | javax.sip.InvalidArgumentException broken) {
            throw new IllegalStateException("SIP does not start", broken);
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("javax.sip.STACK_NAME", "mediary-" + System.nanoTime());
        properties.setProperty("javax.sip.AUTOMATIC_DIALOG_SUPPORT", "off");
        properties.setProperty("javax.sip.ROUTER_PATH", GivenHop.class.getName());
        properties.setProperty(NIST + "STACK_LOGGER", StackLog.class.getName());
        properties.setProperty(NIST + "SERVER_LOGGER", NoServerLog.class.getName());
        properties.setProperty(NIST + "REENTRANT_LISTENER", "true");
        properties.setProperty(NIST + "DELIVER_UNSOLICITED_NOTIFY", "true");
        properties.setProperty(NIST + "MAX_TX_LIFETIME_INVITE", LONGEST_INVITE);
        properties.setProperty(NIST + "MAX_TX_LIFETIME_NON_INVITE", LONGEST);
        properties.setProperty(NIST + "NIO_MAX_SOCKET_IDLE_TIME", "0");
        properties.setProperty(NIST + "THREAD_PRIORITY", Integer.toString(Thread.NORM_PRIORITY));
        return properties;
    }

    /** The way to a peer. */
    Channel channel(Peer peer) {
        ListeningPoint point = provider.getListeningPoint(peer.transport());
        Packets packets = (Packets) ((gov.nist.javax.sip.ListeningPointImpl) point).getMessageProcessor();
        return packets.channel(peer);
    }

    /** Whether there is no room for the transaction that a request begins. */
    boolean isTooMuch(SIPRequest request) {
        boolean begins = !"ACK".equals(request.getMethod()) && !"CANCEL".equals(request.getMethod());
        return begins && stack.getServerTransactionTableSize() >= config.limits().transactions()
                && stack.findTransaction(request, true) == null;
    }

    /** The transaction that a message of ours belongs to, if any. */
    SIPTransaction transaction(SIPMessage message) {
        return stack.findTransaction(message, false);
    }

    /** Whether a request of ours waits for its answer. @param branch as its Via has it */
    boolean isAwaited(String branch) {
        String known = branch.toLowerCase(Locale.ROOT);
        return stack.findTransaction(known, false) != null || stack.findTransaction(known + ":cancel", false) != null;
    }

    /** Makes and sends. */
    SipProvider provider() {
        return provider;
    }

    /** How many transactions there are that peers began. */
    int transactions() {
        return stack.getServerTransactionTableSize();
    }

    /** Ends, with all transactions. JAIN-SIP sleeps a second at that, for its own sockets, which it does not have: it is woken. */
    void stop() {
        Thread ending = new Thread(stack::stop, "sip-end");
        ending.setDaemon(true);
        ending.start();
        ending.interrupt();
        try {
            ending.join(END_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
