package io.mediary.sip.dialog;

import java.util.Optional;

import io.mediary.function.Failure;
import io.mediary.sip.stack.Incoming;
import io.smallrye.mutiny.Uni;

/** Port: who may call whom, and where registered telephones are. Thread-safe. */
interface Directory {

    /** The registered telephone that an address of a leg is; empty where it is none. */
    Uni<Optional<Dialling.Telephone>> telephone(String address);

    /**
     * Whether a user may call addresses that nobody has registered.
     *
     * @param byTrunk it costs money
     * @throws Failure {@code unauthorized}
     */
    void checkMayDial(String user, boolean byTrunk);

    /** Whether a message comes from a proxy that has authenticated its callers. */
    boolean isTrusted(Incoming incoming);

    /** Whether an INVITE that was admitted comes from a user of ours, who has proved it here. */
    boolean isProved(Incoming incoming);

    /** Whether an INVITE may come in: where it may not, or its sender must say first who it is, it has been answered so. */
    Uni<Boolean> admit(Incoming incoming);

    /** Whether there is such a user at all, as far as one can know. */
    boolean isKnown(String user);
}
