package io.mediary.store;

/**
 * The right to change one record, until it is committed, released, or runs out (15 s, renewed while held).
 *
 * @param kind of the record
 * @param id of the record
 * @param token fences: a commit with a token that is not the current one is refused
 * @param doc the record's JSON as it was when the lease was taken
 * @param dirty the former holder did not release cleanly: make the media server match the record first
 */
public record Lease(Kind kind, String id, String token, String doc, boolean dirty) {

    /** The same lease, now that the media server matches the record: it is given back cleanly. */
    public Lease repaired() {
        return new Lease(kind, id, token, doc, false);
    }

    /** The same lease of which the media server may not match the record: whoever takes it next repairs that. */
    public Lease halfDone() {
        return new Lease(kind, id, token, doc, true);
    }
}
