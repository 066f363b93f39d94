package io.mediary.store;

/** The lease was lost before the commit: another holder may have changed the record. Nothing was written. */
public final class StaleLeaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Names the object. */
    public StaleLeaseException(Kind kind, String id) {
        super("the lease of " + kind.key() + ":" + id + " was lost", null, false, false);
    }
}
