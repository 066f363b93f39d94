package io.mediary.sip.stack;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.mediary.config.SipConfig;
import io.quarkus.runtime.StartupEvent;

/** Starts the gateway where this instance is one; else nothing of SIP is even loaded. */
@ApplicationScoped
class SipStart {

    /** After everything that handlers need, before what begins calls. */
    private static final int LATE = Interceptor.Priority.APPLICATION + 1_000;

    private static final Logger LOG = Logger.getLogger(SipStart.class);

    private final SipConfig config;
    private final Instance<GatewayStack> stack;

    SipStart(SipConfig config, Instance<GatewayStack> stack) {
        this.config = config;
        this.stack = stack;
    }

    /** Blocks until all ports are listened on. */
    void start(@Observes @Priority(LATE) StartupEvent event) {
        if (config.enabled()) {
            if (config.trunk().host().isPresent() && config.callers().isEmpty()) {
                LOG.warn("mediary.sip.trunk.host is set and mediary.sip.callers is not: nobody may call by the trunk");
            }
            stack.get().start();
        }
    }
}
