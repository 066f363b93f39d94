package io.mediary.connection;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import io.mediary.event.Delivered;
import io.mediary.event.LogPosition;
import io.mediary.event.Receiver;
import io.mediary.event.Subscription;
import io.mediary.store.NewRecord.ConnectionRef;

/**
 * A connection that only listens: server-sent events. What is written to the wire counts as acknowledged, for the client
 * itself says where to go on. Confined to its event loop, but for the methods of {@link Receiver} and
 * {@link LocalConnection}.
 */
public final class EventStream implements Receiver, LocalConnection {

    /** After which its client comes again where the instance stops: soon, for another one is there. */
    private static final Duration SOON = Duration.ofMillis(500);

    private final EventStreams.Parts parts;
    private final Admission admission;
    private final EventSink sink;
    private final Executor loop;
    private final Map<Integer, LogPosition> positions = new TreeMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private long waitingBytes;
    private boolean flowing;
    private boolean full;

    private record Waiting(Delivered event, String json) {
    }

    EventStream(EventStreams.Parts parts, Admission admission, EventSink sink, Executor loop) {
        this.parts = parts;
        this.admission = admission;
        this.sink = sink;
        this.loop = loop;
    }

    /** Events flow from now on, from these positions. */
    void flow(Map<Integer, LogPosition> from) {
        positions.putAll(from);
        flowing = true;
        full = !sink.write(cursor(), "");
        write();
    }

    /** The wire can take more. */
    public void drained() {
        full = false;
        write();
    }

    /** The wire is gone. */
    public void closed() {
        parts.connections().removed(this);
        if (left.compareAndSet(false, true)) {
            parts.admissions().leave(this, admission.ref(), false);
        }
    }

    @Override
    public String id() {
        return admission.ref().id();
    }

    @Override
    public Optional<ConnectionRef> ref() {
        return Optional.of(admission.ref());
    }

    @Override
    public String user() {
        return admission.principal().user();
    }

    @Override
    public boolean administrator() {
        return admission.principal().administrator();
    }

    @Override
    public void receive(Delivered event) {
        loop.execute(() -> {
            String json = event.data().toString();
            waiting.add(new Waiting(event, json));
            waitingBytes += json.length();
            write();
            if (waiting.size() > parts.config().eventBacklog() || waitingBytes > parts.config().outboundBytes()) {
                sink.close();
            }
        });
    }

    @Override
    public void missed(Subscription subscription, int partition, LogPosition position) {
        parts.resync().events(this, subscription, partition, position, this::receive);
    }

    @Override
    public void replaced() {
        depart();
    }

    @Override
    public void ended(CloseCode code) {
        depart();
    }

    @Override
    public void reconnect(Duration in) {
        // A stream's client cannot be told before the end.
    }

    @Override
    public void restart() {
        long retry = ThreadLocalRandom.current().nextLong(SOON.toMillis() / 2, SOON.toMillis());
        loop.execute(() -> sink.end(Duration.ofMillis(retry)));
    }

    /** {@inheritDoc} None comes by a stream. */
    @Override
    public void lastCall() {
    }

    @Override
    public void inboxRang() {
        // A stream takes no requests: they wait for a socket until their time has passed.
    }

    private void depart() {
        if (left.compareAndSet(false, true)) {
            parts.connections().removed(this);
            parts.delivery().detach(id());
        }
        loop.execute(sink::close);
    }

    private void write() {
        while (flowing && !full && !waiting.isEmpty()) {
            Waiting next = waiting.poll();
            waitingBytes -= next.json().length();
            Delivered event = next.event();
            positions.put(event.partition(), event.position());
            full = !sink.write(cursor(), next.json());
            parts.delivery().acknowledged(id(), event.partition(), event.position());
        }
    }

    private String cursor() {
        return new EventCursor(id(), positions).encode();
    }
}
