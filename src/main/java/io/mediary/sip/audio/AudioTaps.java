package io.mediary.sip.audio;

import java.net.InetAddress;
import java.util.concurrent.ThreadLocalRandom;

import io.mediary.config.PortRange;
import io.mediary.config.SipConfig;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.datagram.DatagramSocketOptions;
import io.vertx.core.impl.VertxInternal;

/** Opens ways of audio at the ports that are set for them. Thread-safe. */
public final class AudioTaps {

    private static final int MOST_TRIES = 256;

    private final VertxInternal vertx;
    private final String host;
    private final PortRange ports;

    /** At {@link SipConfig#audioPorts()}, which are some. */
    public AudioTaps(Vertx vertx, SipConfig config) {
        this.vertx = (VertxInternal) vertx;
        this.host = config.host();
        this.ports = PortRange.parse(config.audioPorts()).orElseThrow();
    }

    /** One more; fails where there are no free ports. @param address by which telephones reach this instance */
    public Uni<AudioTap> open(InetAddress address) {
        return Uni.createFrom().completionStage(() -> {
            Promise<AudioTap> opened = Promise.promise();
            // Its own event loop: audio does not wait for calls, nor calls for audio.
            int first = ThreadLocalRandom.current().nextInt(ports.pairs());
            vertx.createEventLoopContext().runOnContext(now -> open(address, first, 1).onComplete(opened));
            return opened.future().toCompletionStage();
        });
    }

    private Future<AudioTap> open(InetAddress address, int pair, int tried) {
        int port = ports.lowest() + 2 * (pair % ports.pairs());
        DatagramSocket rtp = socket();
        DatagramSocket rtcp = socket();
        return rtp.listen(port, host).compose(bound -> rtcp.listen(port + 1, host))
                .map(bound -> new AudioTap(address, rtp, rtcp))
                .recover(taken -> rtp.close().eventually(() -> rtcp.close()).otherwiseEmpty()
                        .compose(closed -> tried < Math.min(MOST_TRIES, ports.pairs())
                                ? open(address, pair + 1, tried + 1)
                                : Future.failedFuture(taken)));
    }

    private DatagramSocket socket() {
        return vertx.createDatagramSocket(new DatagramSocketOptions().setIpV6(host.indexOf(':') >= 0));
    }
}
