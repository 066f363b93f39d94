package io.mediary.media.kurento;

import static io.mediary.media.kurento.TestPlane.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import com.google.gson.JsonParser;

import io.mediary.media.MediaKind;
import io.mediary.store.RealRedis;

class ServersThatOnlyForwardSaySoTest {

    @RegisterExtension
    static final RealRedis REDIS = new RealRedis();

    @RegisterExtension
    final MediaServerFixture server = new MediaServerFixture(REDIS);

    @Test
    void kurentoTranscodesWhatHasCodecs() {
        assertThat(Transcoding.of(JsonParser.parseString("{\"capabilities\":[\"transactions\"]}")))
                .containsExactlyInAnyOrder(MediaKind.AUDIO, MediaKind.VIDEO);
    }

    @Test
    void aKindThatIsForwardedIsNotTranscoded() {
        assertThat(Transcoding
                .of(JsonParser.parseString("{\"capabilities\":[\"transactions\",\"forwards:video\"]}")))
                .containsExactly(MediaKind.AUDIO);
        assertThat(Transcoding.of(
                JsonParser.parseString("{\"capabilities\":[\"forwards:audio\",\"forwards:video\"]}"))).isEmpty();
    }

    @Test
    void theEmbeddedServerForwardsVideo() {
        TestPlane instance = server.instance("a");
        String node = await(instance.plane().choose(Optional.empty())).node();
        assertThat(instance.plane().transcoded(node)).doesNotContain(MediaKind.VIDEO);
        assertThat(instance.plane().transcoded("unknown")).contains(MediaKind.VIDEO);
    }

    @Test
    void theServerIsAskedAgainByEverySocket() {
        TestPlane instance = server.instance("a", "lines", "1");
        await(instance.plane().choose(Optional.empty()));
        server.relay().forget();
        server.relay().cut();
        await().until(() -> server.relay().calls().stream().anyMatch(call -> call.toString().contains("getInfo")));
    }
}
