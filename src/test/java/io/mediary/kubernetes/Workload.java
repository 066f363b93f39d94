package io.mediary.kubernetes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.fabric8.knative.serving.v1.RevisionSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;

/**
 * Something that makes pods, with what all such things have.
 *
 * @param name kind and name
 * @param labels of its pods
 * @param containers of its pods
 * @param volumes names of its pods' volumes, and of those that are made for each pod
 * @param sources what the volumes are
 * @param pod security of the pod as a whole
 * @param hostNetwork its pods are in the network of their node
 * @param lasting it runs until it is stopped
 * @param knative Knative runs it
 * @param grace seconds between SIGTERM and SIGKILL; empty where that is not said
 */
record Workload(String name, Map<String, String> labels, List<Container> containers, Set<String> volumes,
        List<Volume> sources, Optional<PodSecurityContext> pod, boolean hostNetwork, boolean lasting, boolean knative,
        Optional<Long> grace) {

    /** Where Knative's own proxy listens beside the container. */
    private static final Set<Integer> PROXY = Set.of(8012, 8013, 9090, 9091);

    static Workload of(Deployment deployment) {
        return of("Deployment " + deployment.getMetadata().getName(), deployment.getSpec().getTemplate(), List.of(),
                true);
    }

    static Workload of(StatefulSet set) {
        return of("StatefulSet " + set.getMetadata().getName(), set.getSpec().getTemplate(),
                set.getSpec().getVolumeClaimTemplates().stream().map(claim -> claim.getMetadata().getName()).toList(),
                true);
    }

    static Workload of(CronJob job) {
        return of("CronJob " + job.getMetadata().getName(), job.getSpec().getJobTemplate().getSpec().getTemplate(),
                List.of(), false);
    }

    static Workload of(io.fabric8.knative.serving.v1.Service service) {
        RevisionSpec spec = service.getSpec().getTemplate().getSpec();
        return new Workload("Knative Service " + service.getMetadata().getName(),
                labels(service.getSpec().getTemplate().getMetadata()), spec.getContainers(),
                names(spec.getVolumes(), List.of()), spec.getVolumes(), Optional.ofNullable(spec.getSecurityContext()),
                false, true, true, Optional.empty());
    }

    private static Workload of(String name, PodTemplateSpec template, List<String> claims, boolean lasting) {
        return new Workload(name, labels(template.getMetadata()), template.getSpec().getContainers(),
                names(template.getSpec().getVolumes(), claims), template.getSpec().getVolumes(),
                Optional.ofNullable(template.getSpec().getSecurityContext()),
                Boolean.TRUE.equals(template.getSpec().getHostNetwork()), lasting, false,
                Optional.ofNullable(template.getSpec().getTerminationGracePeriodSeconds()));
    }

    private static Map<String, String> labels(ObjectMeta metadata) {
        return Optional.ofNullable(metadata).map(ObjectMeta::getLabels).orElse(Map.of());
    }

    private static Set<String> names(List<Volume> volumes, List<String> claims) {
        Set<String> names = new TreeSet<>(claims);
        volumes.forEach(volume -> names.add(volume.getName()));
        return names;
    }

    /** Whether its pods have all of these labels. */
    boolean has(Map<String, String> wanted) {
        return labels.entrySet().containsAll(wanted.entrySet());
    }

    /** Whether something in its pods listens there: at a number, or at a port of this name. */
    boolean listensAt(IntOrString port) {
        boolean proxy = knative && port.getIntVal() != null && PROXY.contains(port.getIntVal());
        return proxy || containers.stream().anyMatch(container -> listensAt(container, port));
    }

    static boolean listensAt(Container container, IntOrString port) {
        return container.getPorts().stream().anyMatch(open -> port.getIntVal() != null
                ? open.getContainerPort().equals(port.getIntVal())
                : port.getStrVal().equals(open.getName()));
    }

    /** The container's own security; fails where it has none. */
    static SecurityContext security(Container container) {
        return Optional.ofNullable(container.getSecurityContext())
                .orElseThrow(() -> new AssertionError(container.getName() + " has no securityContext"));
    }

    /** The container's volumes by the path that they are mounted at. */
    static Map<String, String> mounts(Container container) {
        return container.getVolumeMounts().stream().collect(
                Collectors.toMap(mount -> mount.getMountPath(), mount -> mount.getName()));
    }

    @Override
    public String toString() {
        return name;
    }
}
