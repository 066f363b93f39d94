package io.mediary.sip.stack;

import java.util.HashMap;
import java.util.Map;

import io.mediary.config.SipConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Settings of a gateway for tests: on loopback, at any free ports, with {@code example.com} as its domain. */
public final class SipSettings {

    private final Map<String, String> settings = new HashMap<>(Map.of("mediary.sip.enabled", "true",
            "mediary.sip.host", "127.0.0.1", "mediary.sip.udp-port", "-1", "mediary.sip.tcp-port", "-1",
            "mediary.sip.domains", "example.com"));

    /** One more, without the prefix. */
    public SipSettings with(String name, Object value) {
        settings.put("mediary.sip." + name, value.toString());
        return this;
    }

    /** As an instance would read them. */
    public SipConfig config() {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .addDefaultInterceptors().withMapping(SipConfig.class);
        settings.forEach(builder::withDefaultValue);
        return builder.build().getConfigMapping(SipConfig.class);
    }
}
