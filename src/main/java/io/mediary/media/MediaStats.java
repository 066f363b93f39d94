package io.mediary.media;

import java.util.Optional;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * Counters of a session's endpoint, of each kind of media since the endpoint was negotiated. What the media server does
 * not tell (yet) is absent.
 *
 * @param audio what went to and fro
 * @param video what went to and fro
 * @param data the data channels, once there can be some
 */
@RegisterForReflection
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record MediaStats(Optional<Stream> audio, Optional<Stream> video, Optional<Data> data) {

    /** Nothing is known. */
    public static final MediaStats NONE = new MediaStats(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * One kind of media.
     *
     * @param in from the client
     * @param out to the client
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Stream(Optional<In> in, Optional<Out> out) {
    }

    /**
     * What came from the client.
     *
     * @param packets that arrived
     * @param bytes of their payloads
     * @param packetsLost that did not arrive
     * @param fractionLost of the packets since the last report to the client, 0–1
     * @param jitter of the packets' arrival (RFC 3550, 6.4.1), ms
     * @param nackCount how often lost packets were asked for
     * @param pliCount how often a key frame was asked for by PLI
     * @param firCount how often a key frame was asked for by FIR
     * @param bitrateLimit what the client was last told to send at most (REMB), kbps
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record In(long packets, long bytes, long packetsLost, double fractionLost, double jitter, long nackCount,
            long pliCount, long firCount, Optional<Long> bitrateLimit) {
    }

    /**
     * What went to the client.
     *
     * @param packets that were sent
     * @param bytes of their payloads
     * @param roundTripTime by the client's last report, ms
     * @param nackCount how often the client asked for lost packets
     * @param pliCount how often the client asked for a key frame by PLI
     * @param firCount how often the client asked for a key frame by FIR
     * @param bitrateLimit what the client last asked for at most (REMB), kbps
     * @param targetBitrate what the media server means to send, kbps
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Out(long packets, long bytes, Optional<Double> roundTripTime, long nackCount, long pliCount,
            long firCount, Optional<Long> bitrateLimit, Optional<Long> targetBitrate) {
    }

    /**
     * The data channels, closed ones among them.
     *
     * @param channels how many there were
     * @param messagesReceived from the client
     * @param bytesReceived from the client
     * @param messagesSent to the client
     * @param bytesSent to the client
     */
    @RegisterForReflection
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Data(int channels, long messagesReceived, long bytesReceived, long messagesSent, long bytesSent) {
    }
}
