package io.mediary.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.mediary.testing.RequiresCommand;

/** What {@code k8s/} renders to is what Kubernetes and Knative know, and keeps this house's rules; for each overlay. */
@RequiresCommand("kubectl")
class KubernetesManifestsTest {

    private static final Map<String, Manifests> RENDERED = new HashMap<>();
    private static final Set<String> SECRETS = Set.of("mediary", "coturn-tls");
    private static final String DOCUMENTED_KEYS = "redis-password turn-secret operator-token public-key";

    static Stream<Manifests> overlays() {
        return Stream.of("dev", "production", "deployment", "functions")
                .map(name -> RENDERED.computeIfAbsent(name, Manifests::rendered));
    }

    static Stream<Workload> workloads() {
        return overlays().flatMap(manifests -> manifests.workloads().stream());
    }

    @Test
    void aFieldThatKubernetesDoesNotKnowIsAnError() {
        assertThatThrownBy(() -> Manifests.read("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: x},
                 spec: {template: {spec: {containers: [{name: a, imaje: b}]}}}}""")).hasMessageContaining("imaje");
        assertThatThrownBy(() -> Manifests.read("""
                {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: x},
                 spec: {template: {spec: {timeoutSecond: 5}}}}""")).hasMessageContaining("timeoutSecond");
        assertThatThrownBy(() -> Manifests.read("{apiVersion: v1, kind: Pot, metadata: {name: x}}"))
                .hasMessageContaining("v1/Pot x");
    }

    @Test
    void theOverlaysHaveWhatTheyAreFor() {
        List<Manifests> all = overlays().toList();
        for (Manifests manifests : all) {
            assertThat(manifests.workloads()).extracting(Workload::name).contains("StatefulSet kurento",
                    "StatefulSet redis", "Deployment coturn", "CronJob tick");
        }
        for (Manifests knative : all.subList(0, 2)) {
            assertThat(knative.all(io.fabric8.knative.serving.v1.Service.class)).hasSize(1);
            assertThat(knative.all(Service.class)).extracting(service -> service.getMetadata().getName())
                    .as("Knative makes this Service itself").doesNotContain("mediary");
        }
        assertThat(all.get(2).all(io.fabric8.knative.serving.v1.Service.class)).isEmpty();
        assertThat(all.get(3).all(io.fabric8.knative.serving.v1.Service.class)).hasSize(4);
        for (Manifests deployment : all.subList(2, 4)) {
            assertThat(deployment.one(Deployment.class, "mediary").getSpec().getReplicas())
                    .as("left to the autoscaler").isNull();
            assertThat(deployment.one(HorizontalPodAutoscaler.class, "mediary").getSpec().getScaleTargetRef().getName())
                    .isEqualTo("mediary");
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everythingIsInOneNamespaceAndNothingIsThereTwice(Manifests manifests) {
        Namespace namespace = manifests.all(Namespace.class).get(0);
        assertThat(manifests.all()).filteredOn(object -> object != namespace)
                .allSatisfy(object -> assertThat(object.getMetadata().getNamespace())
                        .isEqualTo(namespace.getMetadata().getName()));
        Set<String> names = new TreeSet<>();
        for (HasMetadata object : manifests.all()) {
            assertThat(names.add(object.getFullResourceName() + "/" + object.getMetadata().getName())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void noContainerIsRootOrWritesToItsImage(Workload workload) {
        for (Container container : workload.containers()) {
            SecurityContext own = Workload.security(container);
            boolean notRoot = Boolean.TRUE.equals(own.getRunAsNonRoot()) || workload.pod()
                    .map(pod -> Boolean.TRUE.equals(pod.getRunAsNonRoot())).orElse(false);
            long user = own.getRunAsUser() != null ? own.getRunAsUser() : workload.pod().orElseThrow().getRunAsUser();
            String seccomp = own.getSeccompProfile() != null
                    ? own.getSeccompProfile().getType()
                    : workload.pod().orElseThrow().getSeccompProfile().getType();
            assertThat(notRoot).as("runAsNonRoot").isTrue();
            assertThat(user).isPositive();
            assertThat(seccomp).isEqualTo("RuntimeDefault");
            assertThat(own.getReadOnlyRootFilesystem()).isTrue();
            assertThat(own.getAllowPrivilegeEscalation()).isFalse();
            assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(own.getCapabilities().getAdd()).isEqualTo(container.getName().equals("coturn")
                    ? List.of("NET_BIND_SERVICE")
                    : List.of());
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void everyContainerHasBoundsAndAnImageOfAVersion(Workload workload) {
        for (Container container : workload.containers()) {
            assertThat(container.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
            container.getResources().getRequests().forEach((what, least) -> assertThat(bytes(least)).as(what)
                    .isLessThanOrEqualTo(bytes(container.getResources().getLimits().get(what))));
            assertThat(container.getImage()).as("short, with a version")
                    .matches("([a-z0-9-]+/)?[a-z0-9-]+:[A-Za-z0-9._-]+").doesNotEndWith(":latest");
        }
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void whatLastsIsProbedWhereItListens(Workload workload) {
        for (Container container : workload.containers()) {
            List<Probe> probes = Stream
                    .of(container.getReadinessProbe(), container.getLivenessProbe(), container.getStartupProbe())
                    .filter(probe -> probe != null).toList();
            assertThat(container.getReadinessProbe() != null && container.getLivenessProbe() != null)
                    .isEqualTo(workload.lasting());
            for (Probe probe : probes) {
                ports(probe).forEach(port -> assertThat(Workload.listensAt(container, port)).as("%s", port).isTrue());
                boolean http = probe.getHttpGet() != null;
                assertThat(Stream.of(probe.getHttpGet(), probe.getTcpSocket(), probe.getExec())
                        .filter(way -> way != null)).hasSize(1);
                assertThat(!http || probe.getHttpGet().getPath().matches("/q/health/(live|ready)")).isTrue();
            }
        }
    }

    private static Stream<IntOrString> ports(Probe probe) {
        Stream<IntOrString> http = probe.getHttpGet() == null
                ? Stream.empty()
                : Stream.ofNullable(probe.getHttpGet().getPort());
        return probe.getTcpSocket() == null ? http : Stream.of(probe.getTcpSocket().getPort());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void everySelectorFindsItsPodsAndTheirPorts(Manifests manifests) {
        manifests.all(Deployment.class).forEach(deployment -> assertThat(Workload.of(deployment)
                .has(deployment.getSpec().getSelector().getMatchLabels())).isTrue());
        for (StatefulSet set : manifests.all(StatefulSet.class)) {
            assertThat(Workload.of(set).has(set.getSpec().getSelector().getMatchLabels())).isTrue();
            manifests.one(Service.class, set.getSpec().getServiceName());
        }
        for (Service service : manifests.all(Service.class)) {
            List<Workload> behind = manifests.workloads(service.getSpec().getSelector());
            assertThat(behind).as(service.getMetadata().getName()).hasSize(1);
            service.getSpec().getPorts()
                    .forEach(port -> assertThat(behind.get(0).listensAt(port.getTargetPort())).isTrue());
        }
        for (PodDisruptionBudget budget : manifests.all(PodDisruptionBudget.class)) {
            assertThat(manifests.workloads(budget.getSpec().getSelector().getMatchLabels())).hasSize(1);
            assertThat(budget.getSpec().getMaxUnavailable()).isEqualTo(new IntOrString(1));
        }
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void networkPoliciesNamePodsAndPortsThatAreThere(Manifests manifests) {
        for (NetworkPolicy policy : manifests.all(NetworkPolicy.class)) {
            String name = policy.getMetadata().getName();
            Map<String, String> labels = policy.getSpec().getPodSelector().getMatchLabels();
            List<Workload> guarded = manifests.workloads(labels == null ? Map.of() : labels);
            assertThat(guarded).as(name).isNotEmpty();
            assertThat(labels.isEmpty() || !guarded.get(0).hostNetwork()).as("%s: in its node's network", name)
                    .isTrue();
            policy.getSpec().getIngress().forEach(rule -> {
                portsAreThere(name, rule.getPorts(), guarded);
                rule.getFrom().forEach(peer -> assertThat(partners(manifests, peer)).as(name).isNotNull());
            });
            policy.getSpec().getEgress().forEach(rule -> rule.getTo().forEach(peer -> {
                List<Workload> partners = partners(manifests, peer);
                if (!partners.isEmpty()) {
                    portsAreThere(name, rule.getPorts(), partners);
                }
            }));
        }
    }

    /** The workloads here that a peer stands for; none where it stands for others. Fails where it stands for nothing. */
    private static List<Workload> partners(Manifests manifests, NetworkPolicyPeer peer) {
        if (peer.getPodSelector() == null || peer.getNamespaceSelector() != null) {
            return List.of();
        }
        List<Workload> partners = manifests.workloads(peer.getPodSelector().getMatchLabels());
        assertThat(partners).isNotEmpty();
        return partners;
    }

    private static void portsAreThere(String policy, List<NetworkPolicyPort> ports, List<Workload> workloads) {
        ports.forEach(port -> assertThat(workloads).as("%s: %s", policy, port.getPort())
                .allMatch(workload -> workload.listensAt(port.getPort())));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void nothingComesInUnlessItIsLetInAndToRedisOnlyMediaryIs(Manifests manifests) {
        NetworkPolicy nothing = manifests.one(NetworkPolicy.class, "nothing-comes-in");
        assertThat(nothing.getSpec().getPodSelector().getMatchLabels()).isEmpty();
        assertThat(nothing.getSpec().getPolicyTypes()).containsExactly("Ingress");
        assertThat(nothing.getSpec().getIngress()).isEmpty();
        assertThat(manifests.all(NetworkPolicy.class))
                .filteredOn(policy -> "redis".equals(policy.getSpec().getPodSelector().getMatchLabels().get("app")))
                .flatExtracting(policy -> policy.getSpec().getIngress()).flatExtracting(rule -> rule.getFrom())
                .extracting(peer -> peer.getPodSelector().getMatchLabels()).containsExactly(Map.of("app", "mediary"));
        assertThat(manifests.all(NetworkPolicy.class)).filteredOn(policy -> !policy.getSpec().getIngress().isEmpty())
                .anyMatch(policy -> "mediary".equals(policy.getSpec().getPodSelector().getMatchLabels().get("app")));
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void volumesAreMountedFromWhatIsThere(Manifests manifests) {
        for (Workload workload : manifests.workloads()) {
            workload.sources().forEach(volume -> sourceIsThere(manifests, volume));
            for (Container container : workload.containers()) {
                assertThat(workload.volumes()).as(workload.name()).containsAll(Workload.mounts(container).values());
                container.getVolumeMounts().stream().filter(mount -> mount.getSubPath() != null)
                        .forEach(mount -> assertThat(mounted(manifests, workload, mount).getData())
                                .containsKey(mount.getSubPath()));
                container.getEnvFrom()
                        .forEach(source -> manifests.one(ConfigMap.class, source.getConfigMapRef().getName()));
            }
        }
    }

    private static void sourceIsThere(Manifests manifests, Volume volume) {
        if (volume.getConfigMap() != null) {
            manifests.one(ConfigMap.class, volume.getConfigMap().getName());
        } else if (volume.getPersistentVolumeClaim() != null) {
            manifests.one(PersistentVolumeClaim.class, volume.getPersistentVolumeClaim().getClaimName());
        } else if (volume.getSecret() != null) {
            assertThat(SECRETS).contains(volume.getSecret().getSecretName());
        } else {
            assertThat(volume.getEmptyDir().getSizeLimit()).as("%s has a bound", volume.getName()).isNotNull();
        }
    }

    private static ConfigMap mounted(Manifests manifests, Workload workload, VolumeMount mount) {
        Volume volume = workload.sources().stream().filter(one -> one.getName().equals(mount.getName())).findFirst()
                .orElseThrow();
        return manifests.one(ConfigMap.class, volume.getConfigMap().getName());
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void secretsAreOnlyReferredTo(Manifests manifests) {
        for (Container container : manifests.workloads().stream().flatMap(one -> one.containers().stream()).toList()) {
            container.getEnv().forEach(variable -> {
                boolean secret = variable.getName().matches(".*(PASSWORD|SECRET|TOKEN|AUTH|PUBLICKEY)$");
                assertThat(secret).as(variable.getName()).isEqualTo(
                        variable.getValueFrom() != null && variable.getValueFrom().getSecretKeyRef() != null);
                if (secret) {
                    assertThat(SECRETS).contains(variable.getValueFrom().getSecretKeyRef().getName());
                    assertThat(DOCUMENTED_KEYS.split(" ")).contains(variable.getValueFrom().getSecretKeyRef().getKey());
                }
            });
        }
        assertThat(manifests.all(ConfigMap.class)).flatExtracting(map -> map.getData().keySet())
                .noneMatch(key -> key.matches(".*(PASSWORD|SECRET|TOKEN|ACCESS_KEY)$"));
    }

    private static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().movePointRight(3).longValueExact();
    }
}
