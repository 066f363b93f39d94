package io.mediary.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a commit writes, all in one script, or nothing of it. Built with {@link #builder()}.
 *
 * @param doc the new JSON; empty leaves it
 * @param end the object is over: it is kept as <em>ended</em> with {@code doc} for twice the resume window, its deadlines, candidates and index
 *            entry go, its name leaves its connection's set
 * @param created removes the deadline {@code creating}
 * @param set deadlines to set or move
 * @param cancelled names of deadlines to remove
 * @param events go to the log, in order, and ring the watchers
 * @param messages for other objects, handed to their handlers at once
 * @param route JSON that {@link Candidates#offer} answers from now on: where the client's candidates go. Parked ones stay parked until taken, for which the deadline {@code candidates} is due at once
 * @param describesMedia this change logs the media server's offer or answer: its parked candidates are appended to the log after
 *            {@code events}, and later ones go there directly
 * @param consolidated so many of the client's parked candidates are in the SDP now: they leave the list
 * @param keepLease go on holding the lease
 * @param delivered the commit completes only when its messages were handled once, with success or not (one that failed comes again), or
 *            after 5 s. With {@code keepLease}, a handler that wants the same object makes it the latter
 */
public record Change(Optional<String> doc, boolean end, boolean created, List<Deadline> set, List<String> cancelled,
        List<LogEntry> events, List<Message> messages, Optional<String> route, boolean describesMedia,
        int consolidated, boolean keepLease, boolean delivered) {

    /** Starts with nothing to write. */
    public static Builder builder() {
        return new Builder();
    }

    /** The same change, and messages to other objects. */
    public Change and(Message... more) {
        List<Message> all = new ArrayList<>(messages);
        all.addAll(List.of(more));
        return new Change(doc, end, created, set, cancelled, events, List.copyOf(all), route, describesMedia,
                consolidated, keepLease, delivered);
    }

    /** The same change, and one more event after the others. */
    public Change and(LogEntry event) {
        List<LogEntry> all = new ArrayList<>(events);
        all.add(event);
        return new Change(doc, end, created, set, cancelled, List.copyOf(all), messages, route, describesMedia,
                consolidated, keepLease, delivered);
    }

    /** The same change, complete only when its messages were handled once. */
    public Change andDelivered() {
        return new Change(doc, end, created, set, cancelled, events, messages, route, describesMedia, consolidated,
                keepLease, true);
    }

    /** Collects a change. Not thread-safe. */
    public static final class Builder {

        private Optional<String> doc = Optional.empty();
        private boolean end;
        private boolean created;
        private final List<Deadline> set = new ArrayList<>();
        private final List<String> cancelled = new ArrayList<>();
        private final List<LogEntry> events = new ArrayList<>();
        private final List<Message> messages = new ArrayList<>();
        private Optional<String> route = Optional.empty();
        private boolean describesMedia;
        private int consolidated;
        private boolean keepLease;
        private boolean delivered;

        private Builder() {
        }

        /** The record's new JSON. */
        public Builder doc(String json) {
            doc = Optional.of(json);
            return this;
        }

        /** Ends the object. */
        public Builder end() {
            end = true;
            return this;
        }

        /** The creation is complete. */
        public Builder created() {
            created = true;
            return this;
        }

        /** Sets or moves a deadline. */
        public Builder deadline(Deadline deadline) {
            set.add(deadline);
            return this;
        }

        /** Removes a deadline. */
        public Builder cancel(String deadline) {
            cancelled.add(deadline);
            return this;
        }

        /** Logs an event. */
        public Builder event(LogEntry event) {
            events.add(event);
            return this;
        }

        /** Sends a message to another object. */
        public Builder message(Message message) {
            messages.add(message);
            return this;
        }

        /** Says where the client's candidates go from now on. */
        public Builder route(String json) {
            route = Optional.of(json);
            return this;
        }

        /** The events of this change hold the media server's SDP: its candidates may follow. */
        public Builder describesMedia() {
            describesMedia = true;
            return this;
        }

        /** The first of the client's parked candidates are in the SDP now. */
        public Builder consolidated(int candidates) {
            consolidated = candidates;
            return this;
        }

        /** Goes on holding the lease. */
        public Builder keepLease() {
            keepLease = true;
            return this;
        }

        /** The commit waits until this change's messages were handled once. */
        public Builder delivered() {
            delivered = true;
            return this;
        }

        /** The change. */
        public Change build() {
            return new Change(doc, end, created, List.copyOf(set), List.copyOf(cancelled), List.copyOf(events),
                    List.copyOf(messages), route, describesMedia, consolidated, keepLease, delivered);
        }
    }
}
