package io.mediary.connection;

import java.util.HashMap;
import java.util.Map;

import io.quarkus.test.junit.QuarkusTestProfile;

/** The doors, the core functions, and what they need; short times. */
public class DoorsOnly implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> overrides = new HashMap<>();
        overrides.put("quarkus.arc.exclude-types",
                "io.mediary.call.**,io.mediary.session.**,io.mediary.room.**,io.mediary.relay.**,io.mediary.node.**,"
                        + "io.mediary.media.kurento.**");
        overrides.put("test.doors-only", "true");
        overrides.put("mediary.connection.resume-window", "3s");
        overrides.put("mediary.connection.answer-timeout", "2s");
        overrides.put("mediary.connection.ping-interval", "1s");
        overrides.put("mediary.connection.heartbeat", "1s");
        return overrides;
    }
}
