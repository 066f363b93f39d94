package io.mediary.instance;

import io.quarkus.runtime.Quarkus;

/**
 * Starts the application where all its jars stand on the JVM's own class path. The JVM can cache classes of its own loaders only, so the
 * package with an AOT cache begins here, and not at Quarkus' class loader ({@code docs/fast-start.md}).
 */
public final class FlatStart {

    private FlatStart() {
    }

    /** Runs until the application ends; {@code arguments} are Quarkus' own. */
    public static void main(String... arguments) {
        // What Quarkus' own entry point sets, before anything logs.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        Quarkus.run(arguments);
    }
}
