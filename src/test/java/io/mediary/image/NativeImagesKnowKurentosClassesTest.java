package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.kurento.client.Composite;
import org.kurento.client.ElementConnectionData;
import org.kurento.client.Fraction;
import org.kurento.client.HubPort;
import org.kurento.client.IceCandidate;
import org.kurento.client.IceCandidateFoundEvent;
import org.kurento.client.IceCandidatePair;
import org.kurento.client.KurentoClient;
import org.kurento.client.MediaElement;
import org.kurento.client.MediaPipeline;
import org.kurento.client.MediaType;
import org.kurento.client.ModuleInfo;
import org.kurento.client.NewCandidatePairSelectedEvent;
import org.kurento.client.PassThrough;
import org.kurento.client.PlayerEndpoint;
import org.kurento.client.RTCInboundRTPStreamStats;
import org.kurento.client.RecorderEndpoint;
import org.kurento.client.RtpEndpoint;
import org.kurento.client.ServerInfo;
import org.kurento.client.ServerManager;
import org.kurento.client.Stats;
import org.kurento.client.Tag;
import org.kurento.client.Transaction;
import org.kurento.client.VideoCaps;
import org.kurento.client.WebRtcEndpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/**
 * No native image is built here: what the adapter's code uses must be declared, or the executable fails, often quietly.
 * {@code mvn test -Dtest=NativeImagesKnowKurentosClassesTest -Dmediary.native.write=true} writes the list anew.
 */
class NativeImagesKnowKurentosClassesTest {

    private static final Path FOLDER = Path.of("native");
    private static final JavaClasses ADAPTER = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.mediary.media.kurento");

    @Test
    void theListIsWhatTheAdapterUsesAndNothingElse() throws IOException {
        Map<String, String> needed = new ReachabilityMetadata(new KurentoUse(ADAPTER)).files();
        for (Map.Entry<String, String> file : needed.entrySet()) {
            Path path = FOLDER.resolve(file.getKey());
            if (Boolean.getBoolean("mediary.native.write")) {
                Files.writeString(path, file.getValue());
            }
            assertThat(Files.readString(path)).as("write it anew with -Dmediary.native.write=true")
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    void bothFormsSayTheSame() throws IOException {
        ObjectMapper json = new ObjectMapper();
        Map<String, String> files = new ReachabilityMetadata(new KurentoUse(ADAPTER)).files();
        JsonNode all = json.readTree(files.get("reachability-metadata.json")).path("reflection");
        JsonNode proxies = json.readTree(files.get("proxy-config.json"));
        JsonNode types = json.readTree(files.get("reflect-config.json"));

        assertThat(proxies).hasSizeGreaterThan(5);
        assertThat(types).hasSizeGreaterThan(30);
        List<JsonNode> same = new ArrayList<>();
        proxies.forEach(each -> same.add(json.createObjectNode().set("type",
                json.createObjectNode().set("proxy", each.path("interfaces")))));
        types.forEach(each -> {
            ObjectNode type = each.deepCopy();
            type.set("type", type.remove("name"));
            same.add(type);
        });
        assertThat(all).containsExactlyElementsOf(same);
    }

    @Test
    @DisabledIfSystemProperty(named = "mediary.native.write", matches = "true", disabledReason = "what was there before is packaged")
    void theListIsPackagedWhereNativeImageLooksForIt() throws IOException {
        for (String name : new ReachabilityMetadata(new KurentoUse(ADAPTER)).files().keySet()) {
            try (InputStream packaged = getClass()
                    .getResourceAsStream("/META-INF/native-image/io.mediary/mediary/" + name)) {
                assertThat(packaged).as(name).isNotNull();
                assertThat(new String(packaged.readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(Files.readString(FOLDER.resolve(name)));
            }
        }
    }

    @Test
    void theAdaptersObjectsEventsAndStructuresAreFound() {
        KurentoUse use = new KurentoUse(ADAPTER);

        assertThat(use.remote()).contains(WebRtcEndpoint.class, RtpEndpoint.class, PassThrough.class,
                PlayerEndpoint.class, RecorderEndpoint.class, MediaPipeline.class, ServerManager.class);
        assertThat(use.events()).contains(IceCandidateFoundEvent.class);
        assertThat(use.complex()).as("sent").contains(IceCandidate.class);
        assertThat(use.complex()).as("received").contains(ServerInfo.class, Tag.class, ElementConnectionData.class);
        assertThat(use.complex()).as("inside of another one").contains(ModuleInfo.class);
        assertThat(use.complex()).as("what the server may answer").contains(Stats.class,
                RTCInboundRTPStreamStats.class);
    }

    /** Uses the model as the adapter does not, yet. It never runs. */
    static final class OtherUse {

        void hear(WebRtcEndpoint endpoint) {
            endpoint.addNewCandidatePairSelectedListener(event -> event.getTags());
        }

        HubPort make(MediaPipeline pipeline) {
            return new HubPort.Builder(new Composite.Builder(pipeline).build()).build();
        }

        void send(PlayerEndpoint player, VideoCaps format) {
            player.setVideoFormat(format);
        }

        void ask(Transaction transaction, MediaElement element) {
            element.getStats(transaction, MediaType.AUDIO);
        }
    }

    @Test
    void anotherUseIsSeenToo() {
        KurentoUse use = new KurentoUse(new ClassFileImporter().importClasses(OtherUse.class));

        assertThat(use.events()).contains(NewCandidatePairSelectedEvent.class)
                .doesNotContain(IceCandidateFoundEvent.class);
        assertThat(use.remote()).contains(HubPort.class, Composite.class).doesNotContain(RecorderEndpoint.class);
        assertThat(use.complex()).contains(IceCandidatePair.class, VideoCaps.class, Fraction.class,
                RTCInboundRTPStreamStats.class).doesNotContain(ServerInfo.class);
        assertThat(new ReachabilityMetadata(use).files().get("reachability-metadata.json")).contains(
                "{\"type\": {\"proxy\": [\"org.kurento.client.HubPort\"]}}",
                "{\"type\": \"org.kurento.client.HubPort\"}",
                "{\"type\": \"org.kurento.client.NewCandidatePairSelectedEvent\", \"allPublicConstructors\": true}",
                "{\"type\": \"org.kurento.client.IceCandidatePair\", \"allPublicConstructors\": true, \"allPublicMethods\": true}");
    }

    @Test
    void theTransportThatNeedsAnotherNettyIsOutOfReach() throws NoSuchMethodException {
        assertThat(ADAPTER).flatExtracting(JavaClass::getDirectDependenciesFromSelf)
                .extracting(dependency -> dependency.getTargetClass().getSimpleName())
                .contains("KurentoClient").doesNotContain("KurentoClientBuilder", "JsonRpcClientNettyWebSocket",
                        "AbstractJsonRpcClientWebSocket");
        assertThat(ADAPTER).flatExtracting(JavaClass::getCodeUnitAccessesFromSelf)
                .filteredOn(access -> access.getTargetOwner().isEquivalentTo(KurentoClient.class))
                .extracting(access -> access.getTarget().getName())
                .contains("createFromJsonRpcClientHonoringClientTimeouts").doesNotContain("create");
        assertThat(KurentoClient.class.getMethod("create", String.class)).isNotNull();
    }
}
