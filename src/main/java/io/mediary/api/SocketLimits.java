package io.mediary.api;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.config.LimitsConfig;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;

/** Sets the longest frame and message that sockets read: a longer one closes them (1009). */
@ApplicationScoped
class SocketLimits implements HttpServerOptionsCustomizer {

    private final int longest;

    SocketLimits(LimitsConfig limits) {
        longest = Math.toIntExact(limits.frameSize().asLongValue());
    }

    @Override
    public void customizeHttpServer(HttpServerOptions options) {
        bound(options);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        bound(options);
    }

    @Override
    public void customizeDomainSocketServer(HttpServerOptions options) {
        bound(options);
    }

    private void bound(HttpServerOptions options) {
        options.setMaxWebSocketFrameSize(longest).setMaxWebSocketMessageSize(longest);
    }
}
