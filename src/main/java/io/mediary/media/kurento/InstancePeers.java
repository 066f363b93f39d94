package io.mediary.media.kurento;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Heartbeat;
import io.mediary.instance.InstanceChannel;
import io.smallrye.mutiny.Uni;

/** The instances that share the Redis. Thread-safe. */
@ApplicationScoped
public class InstancePeers implements Peers {

    private final Heartbeat heartbeat;
    private final InstanceChannel channel;

    InstancePeers(Heartbeat heartbeat, InstanceChannel channel) {
        this.heartbeat = heartbeat;
        this.channel = channel;
    }

    @Override
    public String self() {
        return heartbeat.self();
    }

    @Override
    public List<String> keepers() {
        return heartbeat.keepers();
    }

    @Override
    public boolean isGone(String instance) {
        return !heartbeat.alive(instance);
    }

    @Override
    public boolean knows(String instance) {
        return heartbeat.knows(instance);
    }

    @Override
    public Uni<Void> offer(String instance, String session) {
        return channel.send(instance, OfferBell.TYPE + " " + session);
    }
}
