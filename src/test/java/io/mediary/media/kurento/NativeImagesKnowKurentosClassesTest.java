package io.mediary.media.kurento;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.kurento.client.Event;
import org.kurento.client.KurentoClient;
import org.kurento.client.internal.client.RemoteObject;
import org.kurento.client.internal.client.RemoteObjectInvocationHandler;
import org.kurento.jsonrpc.message.Message;
import org.kurento.jsonrpc.message.Request;
import org.kurento.jsonrpc.message.ResponseError;
import org.kurento.module.KurentoModuleInfo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** No native image is built here: what the adapter's code names must be declared, or the executable fails, often quietly. */
class NativeImagesKnowKurentosClassesTest {

    private static final Pattern NAMED = Pattern.compile("org/kurento/client/([A-Z][A-Za-z]*)(?![A-Za-z/])");
    /** Named, but never touched by reflection. */
    private static final Set<String> PLAIN = Set.of("KurentoClient", "Continuation", "KurentoObject", "AbstractBuilder",
            "TFuture", "Transaction", "ListenerSubscription", "EventListener");

    private final JsonNode entries = metadata();
    private final Map<String, JsonNode> byName = new HashMap<>();
    private final Set<String> proxies = new TreeSet<>();

    NativeImagesKnowKurentosClassesTest() {
        for (JsonNode entry : entries) {
            JsonNode type = entry.path("type");
            if (type.isTextual()) {
                byName.put(type.asText(), entry);
            } else {
                proxies.add(type.at("/proxy/0").asText());
            }
        }
    }

    @Test
    void whatTheAdapterNamesIsDeclared() throws Exception {
        Set<String> named = named();
        assertThat(named).contains("WebRtcEndpoint", "PassThrough", "IceCandidate", "IceCandidateFoundEvent");
        for (String name : named) {
            if (!PLAIN.contains(name)) {
                check(Class.forName("org.kurento.client." + name));
            }
        }
    }

    @Test
    void kurentosOwnMachineryIsDeclared() {
        assertThat(byName.get(KurentoModuleInfo.class.getName()).at("/methods/0/name").asText())
                .isEqualTo("getPackageName");
        for (Class<?> type : List.of(Message.class, Request.class, ResponseError.class)) {
            assertThat(has(type, "allDeclaredFields")).as(type.getName()).isTrue();
        }
        assertThat(has(ResponseError.class, "allDeclaredConstructors")).isTrue();
        assertThat(has(RemoteObject.class, "allPublicMethods")).isTrue();
        assertThat(has(RemoteObjectInvocationHandler.class, "allPublicMethods")).isTrue();
    }

    @Test
    void everythingDeclaredExists() throws ClassNotFoundException {
        assertThat(proxies).hasSize(29);
        for (String name : proxies) {
            assertThat(Class.forName(name).isInterface()).isTrue();
        }
        for (String name : byName.keySet()) {
            assertThat(Class.forName(name, false, getClass().getClassLoader()).isInterface()).as(name).isFalse();
        }
    }

    @Test
    void theTransportThatNeedsAnotherNettyIsOutOfReach() throws Exception {
        assertThat(constants()).allSatisfy(text -> assertThat(text).doesNotContain("KurentoClientBuilder")
                .doesNotContain("JsonRpcClientNettyWebSocket").doesNotContain("AbstractJsonRpcClientWebSocket"));
        assertThat(constants()).anySatisfy(
                text -> assertThat(text).contains("createFromJsonRpcClientHonoringClientTimeouts"));
        assertThat(KurentoClient.class.getMethods()).extracting("name").contains("create");
    }

    private void check(Class<?> type) {
        if (isRemote(type)) {
            assertThat(proxies).contains(type.getName());
        } else if (Event.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
            assertThat(has(type, "allPublicConstructors")).as(type.getName()).isTrue();
        } else if (!type.isInterface() && !type.isEnum()) {
            assertThat(has(type, "allPublicConstructors")).as(type.getName()).isTrue();
            assertThat(has(type, "allPublicMethods")).as(type.getName()).isTrue();
        }
    }

    private static boolean isRemote(Class<?> type) {
        return Arrays.stream(type.getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("RemoteClass"));
    }

    private boolean has(Class<?> type, String access) {
        return byName.containsKey(type.getName()) && byName.get(type.getName()).path(access).asBoolean();
    }

    private static Set<String> named() throws IOException, URISyntaxException {
        return constants().stream().flatMap(text -> NAMED.matcher(text).results()).map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The adapter's class files as text: names of classes stand in them as they are. */
    private static List<String> constants() throws IOException, URISyntaxException {
        Path folder = Path.of(KurentoMediaPlane.class.getResource("KurentoMediaPlane.class").toURI()).getParent();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .map(NativeImagesKnowKurentosClassesTest::text).toList();
        }
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode metadata() {
        String path = "/META-INF/native-image/io.mediary/mediary/reachability-metadata.json";
        try (InputStream in = NativeImagesKnowKurentosClassesTest.class.getResourceAsStream(path)) {
            return new ObjectMapper().readTree(in).path("reflection");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
