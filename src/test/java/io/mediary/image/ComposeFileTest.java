package io.mediary.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.config.AuthConfig;
import io.mediary.config.IceConfig;
import io.mediary.config.InstanceConfig;
import io.mediary.testing.Settings;
import io.smallrye.config.SmallRyeConfig;

/** The compose file starts what it says, names settings that there are, and keeps this house's rules for containers. */
class ComposeFileTest {

    private static final Map<String, String> SECRET = Map.of("TURN_SECRET", "s3cret");

    private final ComposeFile file = new ComposeFile(SECRET);

    @Test
    void itHasMediaryARealRedisARealKurentoAndCoturn() {
        assertThat(file.services()).containsOnlyKeys("mediary", "redis", "kurento", "coturn");
        assertThat(file.service("kurento").path("image").asText()).isEqualTo("kurento/kurento-media-server:7.3.0");
        assertThat(file.services().values()).extracting(service -> service.path("image").asText())
                .as("short names with a version")
                .allMatch(image -> image.matches("([a-z0-9-]+/)?[a-z0-9-]+:[0-9][A-Za-z0-9._-]*"));
    }

    @Test
    void noServiceIsRootOrWritesToItsImage() {
        file.services().forEach((name, service) -> {
            assertThat(service.path("user").asText()).as(name).matches("[1-9][0-9]*:[1-9][0-9]*");
            assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
            assertThat(file.texts(name, "cap_drop")).as(name).containsExactly("ALL");
            assertThat(file.texts(name, "cap_add")).as(name)
                    .isEqualTo(name.equals("coturn") ? List.of("NET_BIND_SERVICE") : List.of());
            assertThat(file.texts(name, "security_opt")).as(name).containsExactly("no-new-privileges:true");
            assertThat(service.path("mem_limit").asText()).as(name).matches("[0-9]+[mg]");
            assertThat(service.has("privileged") || service.has("network_mode")).as(name).isFalse();
        });
    }

    @Test
    void mediaryStartsWhenWhatItNeedsIsHealthy() {
        JsonNode needs = file.service("mediary").path("depends_on");

        assertThat(needs.fieldNames()).toIterable().containsExactlyInAnyOrder("redis", "kurento", "coturn");
        needs.fields().forEachRemaining(need -> {
            assertThat(need.getValue().path("condition").asText()).isEqualTo("service_healthy");
            JsonNode check = file.service(need.getKey()).path("healthcheck");
            assertThat(check.path("test").path(0).asText()).isIn("CMD", "CMD-SHELL");
            assertThat(check.path("test")).hasSizeGreaterThan(1);
            assertThat(List.of(check.path("interval").asText(), check.path("timeout").asText()))
                    .allMatch(time -> time.matches("[1-9]s"));
            assertThat(check.path("retries").asInt()).isBetween(5, 60);
        });
    }

    @Test
    void everyVariableIsASettingWithAValueThatItTakes() {
        Map<String, String> environment = file.environment("mediary");
        SmallRyeConfig settings = Settings.of(environment);

        assertThat(environment).containsKeys("QUARKUS_REDIS_HOSTS", "MEDIARY_KURENTO_URLS");
        assertThat(Settings.variables()).containsAll(environment.keySet());
        assertThat(Settings.mappings()).allSatisfy(each -> assertThat(settings.getConfigMapping(each)).isNotNull());
        assertThat(settings.getConfigMapping(AuthConfig.class).enabled()).as("needs no key").contains(false);
        assertThat(seconds("mediary", "stop_grace_period"))
                .isGreaterThanOrEqualTo(settings.getConfigMapping(InstanceConfig.class).grace().toSeconds() + 8);
    }

    @Test
    void mediaryReachesItsNeighboursByTheirNames() {
        Map<String, String> environment = file.environment("mediary");
        Map<String, String> addresses = Map.of("redis", environment.get("QUARKUS_REDIS_HOSTS"), "kurento",
                environment.get("MEDIARY_KURENTO_URLS"));

        addresses.forEach((name, address) -> {
            assertThat(URI.create(address).getHost()).isEqualTo(name);
            assertThat(file.networks(name)).containsAnyElementsOf(file.networks("mediary"));
            assertThat(file.texts(name, "ports")).as("nobody else reaches " + name).isEmpty();
        });
        assertThat(file.network("state").path("internal").asBoolean()).isTrue();
        assertThat(file.networks("redis")).containsExactly("state");
        assertThat(file.services().keySet()).filteredOn(name -> file.networks(name).contains("state"))
                .containsExactlyInAnyOrder("mediary", "redis");
    }

    @Test
    void clientsAreToldWhereCoturnListens() {
        for (String host : List.of("127.0.0.1", "192.0.2.7")) {
            ComposeFile there = new ComposeFile(Map.of("TURN_SECRET", "s3cret", "HOST_ADDRESS", host));
            IceConfig ice = Settings.of(there.environment("mediary")).getConfigMapping(IceConfig.class);

            assertThat(ice.turnUrls().orElseThrow()).containsExactly("turn:" + host + ":3478?transport=udp",
                    "turn:" + host + ":3478?transport=tcp");
            assertThat(there.texts("coturn", "ports")).containsExactly(host + ":3478:3478/udp",
                    host + ":3478:3478/tcp");
            assertThat(there.texts("mediary", "ports")).containsExactly(host + ":8080:8080");
        }
        assertThat(file.texts("mediary", "ports")).as("without authentication for this machine alone")
                .allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void coturnAndMediaryShareASecretThatSomebodyMustGive() {
        assertThat(file.environment("mediary")).containsEntry("MEDIARY_ICE_TURN_SECRET", "s3cret");
        assertThat(file.texts("coturn", "command")).contains("--static-auth-secret=s3cret");
        assertThatThrownBy(() -> new ComposeFile(Map.of())).hasMessageContaining("TURN_SECRET");
    }

    @Test
    void coturnRelaysToTheMediaServerAndToNothingElseThatIsPrivate() throws IOException {
        String subnet = file.network("media").at("/ipam/config/0/subnet").asText();

        assertThat(subnet).endsWith(".0/24");
        String kurento = file.service("kurento").at("/networks/media/ipv4_address").asText();
        assertThat(kurento).startsWith(subnet.substring(0, subnet.length() - "0/24".length()));
        assertThat(file.texts("coturn", "command")).filteredOn(word -> word.contains("allowed-peer-ip"))
                .containsExactly("--allowed-peer-ip=" + kurento);
        assertThat(file.networks("coturn")).containsExactly("media");
        assertThat(file.networks("kurento")).containsExactly("media");
        assertThat(Files.readString(ComposeFile.FOLDER.resolve("../k8s/common/coturn/turnserver.conf")))
                .contains("denied-peer-ip=172.16.0.0-172.31.255.255", "no-tcp-relay");
    }

    @Test
    void whatIsMountedIsThere() {
        assertThat(ComposeFile.FOLDER.resolve("..").resolve(file.service("mediary").at("/build/dockerfile").asText()))
                .exists();
        file.services().keySet().forEach(name -> file.texts(name, "volumes").forEach(volume -> {
            String[] parts = volume.split(":");
            if (parts[0].startsWith(".")) {
                assertThat(ComposeFile.FOLDER.resolve(parts[0])).isRegularFile();
                assertThat(parts).as("read only").hasSize(3).endsWith("ro");
            } else {
                assertThat(file.volumes()).contains(parts[0]);
            }
        }));
    }

    @Test
    void mediaryAndKurentoHaveTheSameRecordings() throws IOException {
        String directory = file.environment("mediary").get("MEDIARY_RECORDINGS_DIRECTORY");
        String user = file.service("mediary").path("user").asText();

        assertThat(file.texts("mediary", "volumes")).contains("recordings:" + directory);
        assertThat(file.texts("kurento", "volumes")).contains("recordings:" + directory);
        assertThat(file.service("kurento").path("user").asText()).isEqualTo(user);
        assertThat(Files.readString(ComposeFile.FOLDER.resolve("Dockerfile.jvm")))
                .as("an empty volume gets its owner from the image").contains("COPY --chown=" + user + " ",
                        " " + directory + "/", "USER " + user);
    }

    private long seconds(String service, String field) {
        return Long.parseLong(file.service(service).path(field).asText().replace("s", ""));
    }
}
