package io.mediary.embedded.rpc;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.OperatingSystemMXBean;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Kurento's `ServerManager`: the one object that is always there and tells about the server. Thread-safe. */
final class ServerObject extends MediaObject {

    private static final DateTimeFormatter GENERATED = DateTimeFormatter.ofPattern("MMM d yyyy HH:mm:ss", Locale.ROOT);
    private static final int LONGEST_MEASUREMENT_MS = 10_000;

    private final ApiDescription api;
    private final Set<String> factories;
    private final String started = GENERATED.format(Instant.now().atOffset(ZoneOffset.UTC));

    /** Makes it for a server that can create these classes. */
    ServerObject(ApiDescription api, Set<String> factories) {
        super(api.remoteClass("ServerManager").orElseThrow(), Optional.empty(), "manager_ServerManager");
        this.api = api;
        this.factories = new TreeSet<>(factories);
        preset("metadata", "{}");
    }

    @Override
    Object invoke(Operation operation, Arguments arguments, MediaSet set) throws RpcException {
        return switch (operation.name()) {
            case "getInfo" -> info();
            case "getPipelines" -> set.pipelines();
            case "getSessions" -> set.sessionIds();
            case "getCpuCount" -> Runtime.getRuntime().availableProcessors();
            case "getUsedMemory" -> usedKibibytes();
            case "getUsedCpu" -> usedCpu(arguments.number("interval"));
            case "getKmd" -> kmd(arguments.text("moduleName"));
            default -> super.invoke(operation, arguments, set);
        };
    }

    /** Tells of a new object. */
    void created(MediaObject object) {
        emitAs("ObjectCreated", Json.object().put("object", object.id()));
    }

    /** Tells that an object is gone. */
    void destroyed(MediaObject object) {
        emitAs("ObjectDestroyed", Json.object().put("objectId", object.id()));
    }

    private ObjectNode info() {
        ObjectNode info = Json.complex("ServerInfo").put("type", "KMS").put("version", api.version());
        // The second is not Kurento's: it says that video passes as it is and is never made into another codec.
        info.putArray("capabilities").add("transactions").add("forwards:video");
        ArrayNode modules = info.putArray("modules");
        for (String name : api.modules()) {
            ObjectNode module = Json.complex("ModuleInfo").put("name", name).put("version", api.version())
                    .put("generationTime", started);
            ArrayNode made = module.putArray("factories");
            factories.stream().filter(each -> api.remoteClass(each).orElseThrow().module().equals(name))
                    .forEach(made::add);
            modules.add(module);
        }
        return info;
    }

    private String kmd(String module) throws RpcException {
        return api.text(module)
                .orElseThrow(
                        () -> ErrorType.MEDIA_OBJECT_ILLEGAL_PARAM_ERROR.with("Module '" + module + "' not found"));
    }

    private static long usedKibibytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        return (memory.getHeapMemoryUsage().getUsed() + memory.getNonHeapMemoryUsage().getUsed()) / 1024;
    }

    /** Percent of all processors over the interval, which it waits for, as Kurento does. */
    private static double usedCpu(int intervalMs) throws RpcException {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        if (intervalMs <= 0 || intervalMs > LONGEST_MEASUREMENT_MS) {
            throw ErrorType.MEDIA_OBJECT_ILLEGAL_PARAM_ERROR
                    .with("'interval' parameter should be from 1 to " + LONGEST_MEASUREMENT_MS);
        }
        if (!(system instanceof com.sun.management.OperatingSystemMXBean process)) {
            throw ErrorType.NOT_IMPLEMENTED.with("This Java runtime does not measure its processor time");
        }
        long cpu = process.getProcessCpuTime();
        long start = System.nanoTime();
        try {
            TimeUnit.MILLISECONDS.sleep(intervalMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long elapsed = Math.max(1, System.nanoTime() - start);
        return 100.0 * (process.getProcessCpuTime() - cpu) / elapsed / Runtime.getRuntime().availableProcessors();
    }
}
