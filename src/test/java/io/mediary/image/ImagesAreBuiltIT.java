package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.testing.MediaServer;
import io.mediary.testing.RedisProcess;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.RequiresDocker;

/**
 * Images are built on a base that is made of this machine's files, since none can be fetched, and run as they shall be run. The
 * base has no shell: whatever needed one would fail here.
 */
@Tag("images")
@RequiresDocker
@RequiresCommand({"mvn", "tar"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImagesAreBuiltIT {

    private static final String BASE = "mediary-test:base";
    private static final String IMAGE = "mediary-test:jvm";
    private static final String NATIVE = "mediary-test:native";
    /** The embedded parts, what they use and what that brings, and what tests use. */
    private static final Pattern UNWANTED = Pattern
            .compile(
                    "(io/mediary/embedded|com/sun/jna|org/(bytedeco|bouncycastle|ice4j|jitsi|junit)|redis/embedded)/.*");

    private final RedisProcess redis = new RedisProcess();
    private final MediaServer media = MediaServer.start();
    private Path context;
    private ContainerOfMediary container;

    @BeforeAll
    void buildAndRun() {
        context = ProductionPackage.make();
        Program.run("src/test/docker/base-image", BASE, System.getProperty("java.home"));
        build("Dockerfile.jvm", IMAGE, "BASE=" + BASE, "PACKAGE=quarkus-app");
        container = run(IMAGE);
    }

    @AfterAll
    void end() {
        if (container != null) {
            container.close();
        }
        media.close();
        redis.close();
    }

    @Test
    void itIsReadyAndMakesASession() throws IOException {
        assertThat(container.get("/q/health/ready").statusCode()).as(container.log()).isEqualTo(200);
        assertThat(container.get("/").body()).contains("console.js");
        makesASession(container);
    }

    @Test
    void itIsNotRoot() throws IOException {
        isNotRoot(container);
        assertThat(container.files()).as("what a volume's owner becomes")
                .anyMatch(line -> line.matches("drwx.* 10001/10001 .* recordings/"));
    }

    @Test
    void nothingInItIsEmbeddedOrForTests(@TempDir Path copied) throws IOException {
        container.copy("/opt/mediary/.", copied);
        List<String> classes = new ArrayList<>();
        List<String> libraries = new ArrayList<>();
        try (Stream<Path> files = Files.walk(copied)) {
            for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                libraries.add(jar.getFileName().toString());
                try (JarFile file = new JarFile(jar.toFile())) {
                    file.stream().map(ZipEntry::getName).forEach(classes::add);
                }
            }
        }
        Pom pom = new Pom();
        List<String> unwanted = Stream
                .concat(pom.artifacts("${embedded.scope}").stream(), pom.artifacts("test").stream())
                .toList();

        assertThat(classes).contains("io/mediary/session/Session.class")
                .filteredOn(name -> UNWANTED.matcher(name).matches()).isEmpty();
        assertThat(libraries).anyMatch(name -> name.contains(".kurento-client-"));
        assertThat(unwanted).contains("ice4j", "quarkus-junit5", "archunit-junit5");
        assertThat(libraries).noneMatch(name -> unwanted.stream()
                .anyMatch(artifact -> name.matches("(.*\\.)?" + artifact + "-[0-9].*\\.jar")));
    }

    @Test
    void thereIsNoShell() {
        assertThat(container.files()).anyMatch(line -> line.endsWith(" opt/java/bin/java"))
                .noneMatch(line -> line.matches(".* (usr/)?bin/[a-z]*sh( .*)?") || line.endsWith("busybox"));
    }

    @Test
    @Tag("native")
    void theExecutableRunsToo() throws IOException {
        Path executable = executable();
        Path copy = context.resolve("executable");
        Files.deleteIfExists(copy);
        Files.createLink(copy, executable);
        build("Dockerfile.native", NATIVE, "BASE=" + BASE, "LIBRARIES=" + BASE, "EXECUTABLE=executable");
        try (ContainerOfMediary other = run(NATIVE)) {
            assertThat(other.get("/q/health/ready").statusCode()).as(other.log()).isEqualTo(200);
            makesASession(other);
            isNotRoot(other);
        }
    }

    private static Path executable() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("target"))) {
            List<Path> found = files.filter(file -> file.getFileName().toString().endsWith("-runner")).toList();
            Assumptions.assumeFalse(found.isEmpty(), "no native executable: `mvn package -Dnative` makes one");
            return found.get(0);
        }
    }

    private void build(String dockerfile, String image, String... arguments) {
        List<String> command = new ArrayList<>(List.of("docker", "build", "--quiet", "--tag", image, "--file",
                Path.of("native", dockerfile).toString()));
        Stream.of(arguments).forEach(argument -> command.addAll(List.of("--build-arg", argument)));
        command.add(context.toString());
        Program.run(command.toArray(String[]::new));
    }

    private ContainerOfMediary run(String image) {
        return new ContainerOfMediary(image, Map.of("QUARKUS_REDIS_HOSTS", redis.url().toString(),
                "MEDIARY_KURENTO_URLS", media.url().toString(), "MEDIARY_AUTH_ENABLED", "false"));
    }

    private static void makesASession(ContainerOfMediary mediary) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode made = json.readTree(
                mediary.post("/v1/media/session/create", "{\"type\": \"park\", \"wait_reply\": true}").body());

        assertThat(made.at("/data/offer/sdp").asText()).as(made.toString()).startsWith("v=0");
        JsonNode ended = json.readTree(mediary.post("/v1/media/session/destroy",
                "{\"session_id\": \"" + made.at("/data/session_id").asText() + "\"}").body());
        assertThat(ended.path("result").asText()).isEqualTo("ok");
    }

    private static void isNotRoot(ContainerOfMediary mediary) throws IOException {
        assertThat(mediary.inspect("{{.Config.User}}")).isEqualTo("10001:10001");
        // Where the engine is on this machine, the process can be looked at.
        Path process = Path.of("/proc", mediary.inspect("{{.State.Pid}}"), "status");
        if (Files.exists(process)) {
            assertThat(Files.readString(process)).contains("Uid:\t10001\t10001\t10001\t10001");
        }
    }
}
