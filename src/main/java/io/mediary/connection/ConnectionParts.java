package io.mediary.connection;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.ConnectionConfig;
import io.mediary.event.Delivery;
import io.mediary.function.Pipeline;
import io.mediary.store.Scripts;
import io.vertx.core.Vertx;

/** What each connection of this instance works with. */
record ConnectionParts(Vertx vertx, ConnectionConfig config, ObjectMapper json, Scripts scripts, Pipeline pipeline,
        Delivery delivery, Connections connections, Admissions admissions, PositionWriter positions,
        Subscriptions subscriptions, Resync resync) {
}
