package io.mediary.event;

/** A socket or an event stream of this instance, as the delivery of events sees it. */
public interface Receiver {

    /** The API connection's id. */
    String id();

    /** Whose events it may get. */
    String user();

    /** It may get everybody's. */
    boolean administrator();

    /**
     * Takes an event: called in order for each partition, never concurrently, and must return at once. The receiver bounds its own
     * backlog and closes itself when its client does not read.
     */
    void receive(Delivered event);

    /**
     * The log was trimmed past this receiver's position: what it missed is lost, so it must read the state of
     * {@code subscription}'s objects again.
     *
     * @param position from where events follow
     */
    void missed(Subscription subscription, int partition, LogPosition position);
}
