package io.mediary.embedded.engine.srtp;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;

import org.jboss.logging.Logger;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.srtp.crypto.Aes;
import org.jitsi.utils.logging2.LoggerImpl;

import io.mediary.embedded.engine.dtls.SrtpKeys;

/**
 * Encrypts and decrypts the RTP and RTCP of one connection (RFC 3711, RFC 7714). Replays of RTP are not looked for here: late retransmissions
 * fall out of the library's window; the receiving stream knows which numbers it has seen. Thread-safe.
 */
public final class SrtpSession {

    private static final Logger LOG = Logger.getLogger(SrtpSession.class);
    private static final int TAG_ROOM = 24;
    private static final int MAX_SOURCES = 64;

    private final SrtpContextFactory outgoing;
    private final SrtpContextFactory incoming;
    private final Map<Integer, SrtpCryptoContext> senders = new ConcurrentHashMap<>();
    private final Map<Integer, SrtcpCryptoContext> controlSenders = new ConcurrentHashMap<>();
    private final Map<Integer, SrtpCryptoContext> receivers = new ConcurrentHashMap<>();
    private final Map<Integer, SrtcpCryptoContext> controlReceivers = new ConcurrentHashMap<>();

    /** Uses the keys of a finished handshake. */
    public SrtpSession(SrtpKeys keys) {
        LoggerImpl logger = new LoggerImpl(SrtpSession.class.getName(), Level.WARNING);
        outgoing = new SrtpContextFactory(true, keys.localKey(), keys.localSalt(), policy(keys.gcm(), false),
                policy(keys.gcm(), true), logger);
        incoming = new SrtpContextFactory(false, keys.remoteKey(), keys.remoteSalt(), policy(keys.gcm(), false),
                policy(keys.gcm(), true), logger);
    }

    /** Loads the ciphers of both profiles; the library would otherwise compare their implementations for seconds at the first packet. */
    public static void warmUp() {
        Aes.setFactoryClassName("SunJCE");
        for (boolean gcm : new boolean[]{true, false}) {
            SrtpKeys keys = new SrtpKeys(gcm, new byte[16], new byte[gcm ? 12 : 14], new byte[16],
                    new byte[gcm ? 12 : 14]);
            SrtpSession session = new SrtpSession(keys);
            byte[] rtp = new byte[64];
            rtp[0] = (byte) 0x80;
            byte[] rtcp = new byte[64];
            rtcp[0] = (byte) 0x80;
            rtcp[1] = (byte) 200;
            session.protect(rtp).flatMap(session::unprotect);
            session.protectControl(rtcp).flatMap(session::unprotectControl);
        }
    }

    private static SrtpPolicy policy(boolean gcm, boolean control) {
        SrtpPolicy policy = gcm
                ? new SrtpPolicy(SrtpPolicy.AESGCM_ENCRYPTION, 16, SrtpPolicy.NULL_AUTHENTICATION, 0, 16, 12)
                : new SrtpPolicy(SrtpPolicy.AESCM_ENCRYPTION, 16, SrtpPolicy.HMACSHA1_AUTHENTICATION, 20, 10, 14);
        policy.setSendReplayEnabled(false);
        policy.setReceiveReplayEnabled(control);
        return policy;
    }

    /** An RTP packet made ready to send; the argument stays as it is. Empty when it cannot be encrypted. */
    public Optional<byte[]> protect(byte[] packet) {
        Packet copy = copy(packet);
        try {
            SrtpCryptoContext context = sender(ssrc(packet, 8));
            return result(context.transformPacket(copy), copy);
        } catch (GeneralSecurityException e) {
            LOG.debug("RTP packet not encrypted", e);
            return Optional.empty();
        }
    }

    /** An RTCP packet made ready to send; the argument stays as it is. */
    public Optional<byte[]> protectControl(byte[] packet) {
        Packet copy = copy(packet);
        try {
            SrtcpCryptoContext context = controlSender(ssrc(packet, 4));
            return result(context.transformPacket(copy), copy);
        } catch (GeneralSecurityException e) {
            LOG.debug("RTCP packet not encrypted", e);
            return Optional.empty();
        }
    }

    /** The RTP packet that came encrypted; empty when it is forged or damaged. The argument is overwritten. */
    public Optional<byte[]> unprotect(byte[] packet) {
        int ssrc = ssrc(packet, 8);
        SrtpCryptoContext known = receivers.get(ssrc);
        if (known == null && receivers.size() >= MAX_SOURCES) {
            return Optional.empty();
        }
        Packet in = new Packet(packet, 0, packet.length);
        try {
            SrtpCryptoContext context = known == null ? incoming.deriveContext(ssrc, 0) : known;
            Optional<byte[]> result = result(context.reverseTransformPacket(in, false), in);
            if (known == null && result.isPresent()) {
                receivers.put(ssrc, context);
            }
            return result;
        } catch (GeneralSecurityException e) {
            LOG.trace("RTP packet not decrypted", e);
            return Optional.empty();
        }
    }

    /** The RTCP packet that came encrypted; empty when it is forged, damaged or repeated. The argument is overwritten. */
    public Optional<byte[]> unprotectControl(byte[] packet) {
        int ssrc = ssrc(packet, 4);
        SrtcpCryptoContext known = controlReceivers.get(ssrc);
        if (known == null && controlReceivers.size() >= MAX_SOURCES) {
            return Optional.empty();
        }
        Packet in = new Packet(packet, 0, packet.length);
        try {
            SrtcpCryptoContext context = known == null ? incoming.deriveControlContext(ssrc) : known;
            Optional<byte[]> result = result(context.reverseTransformPacket(in), in);
            if (known == null && result.isPresent()) {
                controlReceivers.put(ssrc, context);
            }
            return result;
        } catch (GeneralSecurityException e) {
            LOG.trace("RTCP packet not decrypted", e);
            return Optional.empty();
        }
    }

    private synchronized SrtpCryptoContext sender(int ssrc) throws GeneralSecurityException {
        SrtpCryptoContext context = senders.get(ssrc);
        if (context == null) {
            context = outgoing.deriveContext(ssrc, 0);
            senders.put(ssrc, context);
        }
        return context;
    }

    private synchronized SrtcpCryptoContext controlSender(int ssrc) throws GeneralSecurityException {
        SrtcpCryptoContext context = controlSenders.get(ssrc);
        if (context == null) {
            context = outgoing.deriveControlContext(ssrc);
            controlSenders.put(ssrc, context);
        }
        return context;
    }

    private static Packet copy(byte[] packet) {
        return new Packet(Arrays.copyOf(packet, packet.length + TAG_ROOM), 0, packet.length);
    }

    private static Optional<byte[]> result(SrtpErrorStatus status, Packet packet) {
        int from = packet.getOffset();
        return status == SrtpErrorStatus.OK
                ? Optional.of(Arrays.copyOfRange(packet.getBuffer(), from, from + packet.getLength()))
                : Optional.empty();
    }

    private static int ssrc(byte[] packet, int at) {
        return ByteBuffer.wrap(packet).getInt(at);
    }
}
