package io.mediary.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.mediary.config.InstanceConfig;
import io.mediary.config.LimitsConfig;
import io.mediary.testing.RequiresCommand;
import io.mediary.testing.Settings;

/** The settings in {@code k8s/} are settings that there are, with values that they take, and fit together. */
@RequiresCommand("kubectl")
class KubernetesSettingsTest {

    static Stream<Manifests> overlays() {
        return KubernetesManifestsTest.overlays();
    }

    /** Everything that makes instances, with what these find in their environment. */
    private static Map<Workload, Map<String, String>> instances(Manifests manifests) {
        return manifests.workloads(Map.of("app", "mediary")).stream()
                .collect(Collectors.toMap(workload -> workload, workload -> environment(manifests, workload)));
    }

    /** What an instance finds in its environment; secrets with a value of the test's. */
    static Map<String, String> environment(Manifests manifests, Workload workload) {
        Map<String, String> all = new TreeMap<>();
        Container container = workload.containers().get(0);
        container.getEnvFrom().forEach(
                source -> all.putAll(manifests.one(ConfigMap.class, source.getConfigMapRef().getName()).getData()));
        for (EnvVar variable : container.getEnv()) {
            all.put(variable.getName(), variable.getValue() == null ? "from a secret" : variable.getValue());
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyVariableIsASettingThatThereIs(Manifests manifests) {
        assertThat(instances(manifests).values()).isNotEmpty().allSatisfy(environment -> {
            assertThat(environment).containsKey("MEDIARY_RECORDINGS_DIRECTORY");
            assertThat(Settings.variables()).containsAll(environment.keySet());
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everyValueIsOneThatItsSettingTakes(Manifests manifests) {
        assertThat(Settings.mappings()).hasSizeGreaterThan(8);
        instances(manifests).values().stream().map(Settings::of)
                .forEach(config -> assertThat(Settings.mappings())
                        .allSatisfy(mapping -> assertThat(config.getConfigMapping(mapping)).isNotNull()));
    }

    @Test
    void aValueThatASettingDoesNotTakeIsAnError() {
        assertThatThrownBy(() -> Settings.of(Map.of("MEDIARY_RECORDINGS_KEEP", "for ever")))
                .hasMessageContaining("mediary.recordings.keep");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void theAddressesAreThoseOfServicesHere(Manifests manifests) {
        for (String name : List.of("QUARKUS_REDIS_HOSTS", "MEDIARY_KURENTO_DISCOVER")) {
            instances(manifests).values().forEach(environment -> {
                URI address = URI.create(environment.get(name));
                Service service = manifests.one(Service.class, address.getHost());
                assertThat(service.getSpec().getPorts()).anyMatch(port -> port.getPort() == address.getPort());
            });
        }
        assertThat(manifests.one(Service.class, "kurento").getSpec().getClusterIP())
                .as("an address for each media server").isEqualTo("None");
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void instancesAndMediaServersSeeTheSameRecordings(Manifests manifests) {
        Workload kurento = manifests.workloads(Map.of("app", "kurento")).get(0);
        instances(manifests).forEach((instance, environment) -> {
            for (Workload workload : List.of(instance, kurento)) {
                String volume = Workload.mounts(workload.containers().get(0))
                        .get(environment.get("MEDIARY_RECORDINGS_DIRECTORY"));
                assertThat(workload.sources()).filteredOn(source -> source.getName().equals(volume))
                        .extracting(source -> source.getPersistentVolumeClaim().getClaimName())
                        .containsExactly("recordings");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void timeoutsAreLongEnoughForWhatTheyBound(Manifests manifests) {
        Duration call = instances(manifests).values().stream()
                .map(environment -> Settings.of(environment).getConfigMapping(LimitsConfig.class).callTimeout())
                .max(Duration::compareTo).orElseThrow();
        for (io.fabric8.knative.serving.v1.Service service : manifests
                .all(io.fabric8.knative.serving.v1.Service.class)) {
            RevisionSpec spec = service.getSpec().getTemplate().getSpec();
            assertThat(spec.getTimeoutSeconds()).isLessThanOrEqualTo(600);
            assertThat(spec.getResponseStartTimeoutSeconds()).isBetween(call.toSeconds() + 1, spec.getTimeoutSeconds());
            assertThat(spec.getIdleTimeoutSeconds()).isBetween(call.toSeconds() + 1, spec.getTimeoutSeconds());
            assertThat(spec.getContainerConcurrency()).as("sockets are not counted one by one").isZero();
        }
        manifests.all(Deployment.class).stream().map(Workload::of)
                .filter(workload -> workload.has(Map.of("app", "mediary")))
                .forEach(workload -> assertThat(workload.grace().orElseThrow()).isGreaterThanOrEqualTo(30));
        Workload kurento = Workload.of(manifests.one(StatefulSet.class, "kurento"));
        assertThat(kurento.grace().orElseThrow())
                .isGreaterThan(Long.parseLong(value(kurento.containers().get(0), "DRAIN_SECONDS")));
        assertThat(manifests.one(CronJob.class, "tick").getSpec().getJobTemplate().getSpec().getActiveDeadlineSeconds())
                .isBetween(41L, 59L);
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void somebodyIsAlwaysThereWhoHoldsTheLinesToTheMediaServersAndWhoMayGoHoldsNothing(Manifests manifests) {
        Set<String> mayGo = manifests.all(io.fabric8.knative.serving.v1.Service.class).stream()
                .filter(service -> service.getSpec().getTemplate().getMetadata().getAnnotations()
                        .get("autoscaling.knative.dev/min-scale").equals("0"))
                .map(service -> Workload.of(service).name()).collect(Collectors.toSet());
        Map<Workload, Map<String, String>> all = instances(manifests);

        assertThat(all.keySet()).anyMatch(workload -> !mayGo.contains(workload.name()));
        all.forEach((workload, environment) -> {
            boolean keeps = Settings.of(environment).getConfigMapping(InstanceConfig.class).keeper();
            int sockets = Settings.of(environment).getConfigMapping(LimitsConfig.class).sockets();
            assertThat(keeps).as(workload.name()).isNotEqualTo(mayGo.contains(workload.name()));
            assertThat(sockets > 0).as(workload.name()).isEqualTo(keeps);
        });
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void mediaServersAreOnTheirNodesNetworkAndDrainedBeforeTheyStop(Manifests manifests) {
        StatefulSet kurento = manifests.one(StatefulSet.class, "kurento");
        Container container = kurento.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(kurento.getSpec().getTemplate().getSpec().getHostNetwork()).isTrue();
        assertThat(kurento.getSpec().getTemplate().getSpec().getDnsPolicy()).isEqualTo("ClusterFirstWithHostNet");
        Set<String> hooks = manifests.one(ConfigMap.class, "kurento-hooks").getData().keySet();
        String scripts = Workload.mounts(container).entrySet().stream()
                .filter(mount -> mount.getValue().equals("hooks")).findFirst().orElseThrow().getKey();
        Map<String, List<String>> commands = Map.of(
                "drain.sh", container.getLifecycle().getPreStop().getExec().getCommand(),
                "return.sh", container.getLifecycle().getPostStart().getExec().getCommand(),
                "alive.sh", container.getLivenessProbe().getExec().getCommand());
        commands.forEach((script, command) -> {
            assertThat(hooks).contains(script);
            assertThat(String.join(" ", command)).contains(scripts + "/" + script);
        });
        assertThat(value(container, "NODE_IP")).as("the address of the headless Service").isNull();
        assertThat(container.getEnv()).filteredOn(variable -> variable.getName().equals("NODE_IP"))
                .extracting(variable -> variable.getValueFrom().getFieldRef().getFieldPath())
                .containsExactly("status.podIP");
    }

    private static String value(Container container, String variable) {
        return container.getEnv().stream().filter(one -> one.getName().equals(variable)).findFirst().orElseThrow()
                .getValue();
    }
}
