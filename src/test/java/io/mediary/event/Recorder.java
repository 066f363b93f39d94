package io.mediary.event;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A receiver that keeps what it gets. */
final class Recorder implements Receiver {

    /** A subscription that missed something, and where its events go on. */
    record Missed(Subscription subscription, int partition, LogPosition position) {
    }

    final List<Delivered> events = new CopyOnWriteArrayList<>();
    final List<Missed> missed = new CopyOnWriteArrayList<>();
    private final String id;
    private final String user;
    private final boolean administrator;

    Recorder(String id, String user, boolean administrator) {
        this.id = id;
        this.user = user;
        this.administrator = administrator;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public boolean administrator() {
        return administrator;
    }

    @Override
    public void receive(Delivered event) {
        events.add(event);
    }

    @Override
    public void missed(Subscription subscription, int partition, LogPosition position) {
        missed.add(new Missed(subscription, partition, position));
    }

    /** The types of its events, in order. */
    List<String> types() {
        return events.stream().map(event -> event.data().get("type").asText()).toList();
    }
}
