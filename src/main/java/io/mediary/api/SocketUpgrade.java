package io.mediary.api;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import io.mediary.config.ConnectionConfig;
import io.mediary.config.LimitsConfig;
import io.mediary.connection.Connections;
import io.mediary.connection.Peer;
import io.mediary.function.Authentication;
import io.mediary.function.Authentication.Principal;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.instance.Presence;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Decides before the upgrade whether a socket may open: 503 where this instance stops or has all it can hold, 403 for an origin
 * that is not wanted, 401 for a token that does not verify. No token is no reason: login may bring it. Thread-safe.
 */
@ApplicationScoped
class SocketUpgrade implements HttpUpgradeCheck {

    /** Who the handshake says it is; absent where a login must say it. */
    static final TypedKey<Principal> PRINCIPAL = new TypedKey<>("io.mediary.principal");
    /** The far end. */
    static final TypedKey<Peer> PEER = new TypedKey<>("io.mediary.peer");

    private static final Logger LOG = Logger.getLogger(SocketUpgrade.class);

    private final Authentication authentication;
    private final Connections connections;
    private final LimitsConfig limits;
    private final Presence presence;
    private final ConnectionConfig config;

    SocketUpgrade(Authentication authentication, Connections connections, LimitsConfig limits,
            Presence presence, ConnectionConfig config) {
        this.authentication = authentication;
        this.connections = connections;
        this.limits = limits;
        this.presence = presence;
        this.config = config;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext upgrade) {
        HttpServerRequest request = upgrade.httpRequest();
        if (presence.leaving() || connections.size() >= limits.sockets()) {
            return CheckResult.rejectUpgrade(503);
        }
        if (!wanted(request.getHeader("Origin"))) {
            return CheckResult.rejectUpgrade(403);
        }
        LingeringClose.enter(request);
        upgrade.userData().put(PEER, new Peer("ws", String.valueOf(request.remoteAddress())));
        if (!authentication.enabled()) {
            upgrade.userData().put(PRINCIPAL, EventStreamDoor.NOBODY);
            return CheckResult.permitUpgrade();
        }
        Optional<String> token = BearerToken.of(request);
        if (token.isEmpty()) {
            return CheckResult.permitUpgrade();
        }
        Context loop = Vertx.currentContext();
        request.pause();
        return authentication.byToken(token.get()).emitOn(task -> loop.runOnContext(ignored -> task.run()))
                .map(who -> {
                    upgrade.userData().put(PRINCIPAL, who);
                    return CheckResult.permitUpgradeSync();
                }).onFailure().recoverWithItem(SocketUpgrade::refusal)
                .onTermination().invoke(request::resume);
    }

    private boolean wanted(String origin) {
        return origin == null || config.origins().map(list -> list.contains(origin)).orElse(true);
    }

    private static CheckResult refusal(Throwable failure) {
        if (failure instanceof Failure known && known.code() == ErrorCode.NOT_AUTHENTICATED) {
            return CheckResult.rejectUpgradeSync(401);
        }
        LOG.warnf("a socket's token could not be verified: %s", failure);
        return CheckResult.rejectUpgradeSync(503);
    }
}
