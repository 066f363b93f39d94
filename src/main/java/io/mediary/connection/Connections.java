package io.mediary.connection;

import java.util.Optional;

import io.mediary.store.NewRecord;

/** placeholder until branch connection is merged */
public interface Connections {
    Optional<NewRecord.ConnectionRef> ref(String connectionId);
}
