package io.mediary.sip.registrar;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.mediary.config.SipConfig;
import io.mediary.store.Keys;
import io.mediary.store.Scripts;
import io.smallrye.mutiny.Uni;

/**
 * Nonces of digests: signed with their time, so that any gateway knows those of all, and nothing is kept of those that nobody uses. How often one was used is kept in
 * Redis: what was heard on the way is good for nothing. Thread-safe.
 */
@ApplicationScoped
public class Nonces {

    private static final int STAMP = Long.BYTES + Long.BYTES;
    private static final int KEY = 32;
    private static final int SIGNATURE = 16;

    private final Scripts scripts;
    private final Duration life;
    private final AtomicReference<byte[]> known = new AtomicReference<>();
    private final SecureRandom random = new SecureRandom();

    @Inject
    Nonces(Scripts scripts, SipConfig config) {
        this(scripts, config.registration().nonceLife());
    }

    Nonces(Scripts scripts, Duration life) {
        this.scripts = scripts;
        this.life = life;
    }

    /** What a nonce is worth. */
    enum Worth {
        /** Ours, not too old. */
        GOOD,
        /** Ours, too old or used before: a new one is offered. */
        STALE,
        /** Not ours. */
        NONE
    }

    /** A new one. */
    Uni<String> make() {
        return key().map(key -> {
            byte[] stamp = ByteBuffer.allocate(STAMP).putLong(System.currentTimeMillis()).putLong(random.nextLong())
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(signed(key, stamp));
        });
    }

    /** Looks at one that came; it has not been used by that. */
    Uni<Worth> look(String nonce) {
        return key().map(key -> {
            byte[] all = bytes(nonce);
            if (all.length != STAMP + SIGNATURE
                    || !MessageDigest.isEqual(all, signed(key, Arrays.copyOf(all, STAMP)))) {
                return Worth.NONE;
            }
            long age = System.currentTimeMillis() - ByteBuffer.wrap(all).getLong();
            return age > life.toMillis() ? Worth.STALE : Worth.GOOD;
        });
    }

    /**
     * Uses a good one, once for each count.
     *
     * @param count the {@code nc} that came with it; it rises
     */
    Uni<Worth> use(String nonce, long count) {
        return scripts.run("sip_nonce", Keys.sipNonce(nonce), Long.toString(count),
                Long.toString(2 * life.toMillis()))
                .map(answer -> answer.toInteger() == 1 ? Worth.GOOD : Worth.STALE);
    }

    private Uni<byte[]> key() {
        byte[] key = known.get();
        if (key != null) {
            return Uni.createFrom().item(key);
        }
        byte[] fresh = new byte[KEY];
        random.nextBytes(fresh);
        return scripts.run("link_key", List.of(Keys.sipNonceKey()), List.of(Base64.getEncoder().encodeToString(fresh)))
                .map(answer -> Base64.getDecoder().decode(answer.toString())).invoke(known::set);
    }

    private static byte[] signed(byte[] key, byte[] stamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return ByteBuffer.allocate(STAMP + SIGNATURE).put(stamp).put(mac.doFinal(stamp), 0, SIGNATURE).array();
        } catch (GeneralSecurityException never) {
            throw new IllegalStateException(never);
        }
    }

    private static byte[] bytes(String nonce) {
        try {
            return Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException foreign) {
            return new byte[0];
        }
    }
}
