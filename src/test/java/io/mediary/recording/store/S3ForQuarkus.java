package io.mediary.recording.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** An S3-compatible server that the application under test keeps its recordings in; tests get it into a field. */
public final class S3ForQuarkus implements QuarkusTestResourceLifecycleManager {

    private S3Server server;

    @Override
    public Map<String, String> start() {
        try {
            Path place = Files.createTempDirectory("s3");
            server = new S3Server(place);
            Map<String, String> settings = new HashMap<>(S3Server.settings(server.endpoint()));
            settings.put("mediary.recordings.directory", place.resolve("recordings").toString());
            return settings;
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(server, new TestInjector.MatchesType(S3Server.class));
    }

    @Override
    public void stop() {
        try {
            if (server != null) {
                server.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
