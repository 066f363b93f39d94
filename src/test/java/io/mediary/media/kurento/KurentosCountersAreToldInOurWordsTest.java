package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParser;

import io.mediary.media.MediaStats;

/** The texts are what a real Kurento answered. */
class KurentosCountersAreToldInOurWordsTest {

    private static final String INBOUND = """
            "%1$s":{"__module__":"kurento","__type__":"RTCInboundRTPStreamStats","associateStatsId":"",
            "bytesReceived":%2$d,"codecId":"","firCount":%3$d,"fractionLost":64.0,"id":"%1$s","isRemote":false,
            "jitter":0.0073444442823529243,"mediaTrackId":"","nackCount":7,"packetsLost":-1,"packetsReceived":%4$d,
            "pliCount":0,"remb":300000,"sliCount":0,"ssrc":"4123818338","timestampMillis":1795228372454,
            "transportId":"","type":"inboundrtp"}""";

    private static final String OUTBOUND = """
            "177b37f2-0f8d-408d-a47e-2a1338b10032":{"__module__":"kurento","__type__":"RTCOutboundRTPStreamStats",
            "associateStatsId":"","bytesSent":83188,"codecId":"","firCount":1,"fractionLost":0.0,
            "id":"177b37f2-0f8d-408d-a47e-2a1338b10032","isRemote":false,"mediaTrackId":"","nackCount":3,
            "packetsLost":-1,"packetsSent":106,"pliCount":2,"remb":249406,"roundTripTime":0.00115966796875,
            "sliCount":0,"ssrc":"4123818338","targetBitrate":0.0,"timestampMillis":1795228372458,"transportId":"",
            "type":"outboundrtp"}""";

    private static final String CHANNELS = """
            "c1":{"__module__":"kurento","__type__":"RTCDataChannelStats","id":"c1","label":"chat","protocol":"",
            "datachannelid":1,"state":"open","messagesSent":4,"bytesSent":40,"messagesReceived":5,"bytesReceived":50,
            "timestampMillis":1795228372458,"type":"datachannel"},
            "s1":{"__module__":"kurento","__type__":"RTCPeerConnectionStats","id":"s1","dataChannelsOpened":1,
            "dataChannelsClosed":0,"timestampMillis":1795228372458,"type":"session"}""";

    @Test
    void nothingIsToldBeforeThereIsMedia() {
        assertThat(Counters.of(List.of(JsonNull.INSTANCE, JsonNull.INSTANCE, JsonNull.INSTANCE)))
                .isEqualTo(MediaStats.NONE);
    }

    @Test
    void whatComesFromTheClient() {
        MediaStats.In in = video(INBOUND.formatted("a", 83188, 2, 106)).in().orElseThrow();
        assertThat(in).isEqualTo(new MediaStats.In(106, 83188, 0, 0.25, 7.344, 7, 0, 2, Optional.of(300L)));
    }

    @Test
    void whatGoesToTheClient() {
        MediaStats.Stream video = video(OUTBOUND);
        assertThat(video.in()).isEmpty();
        assertThat(video.out().orElseThrow()).isEqualTo(
                new MediaStats.Out(106, 83188, Optional.of(1.16), 3, 2, 1, Optional.of(249L), Optional.empty()));
    }

    @Test
    void severalStreamsOfAKindAreOne() {
        MediaStats.In in = video(INBOUND.formatted("a", 0, 0, 0) + "," + INBOUND.formatted("b", 1000, 2, 10)).in()
                .orElseThrow();
        assertThat(in.packets()).isEqualTo(10);
        assertThat(in.bytes()).isEqualTo(1000);
        assertThat(in.firCount()).isEqualTo(2);
        assertThat(in.nackCount()).as("Kurento repeats the RTP session's count").isEqualTo(7);
    }

    @Test
    void dataChannels() {
        MediaStats stats = Counters.of(List.of(JsonNull.INSTANCE, JsonNull.INSTANCE, json(CHANNELS)));
        assertThat(stats.data()).contains(new MediaStats.Data(1, 5, 50, 4, 40));
        assertThat(stats.audio()).isEmpty();
    }

    @Test
    void plainRtpHasNoDataChannels() {
        assertThat(Counters.of(List.of(JsonNull.INSTANCE, json(OUTBOUND))).data()).isEmpty();
    }

    private static MediaStats.Stream video(String streams) {
        return Counters.of(List.of(JsonNull.INSTANCE, json(streams), JsonNull.INSTANCE)).video().orElseThrow();
    }

    private static JsonElement json(String members) {
        return JsonParser.parseString("{" + members + "}");
    }
}
