package io.mediary.instance;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.mediary.signal.LogFields;
import io.quarkus.runtime.StartupEvent;

/** The id of this instance is in each line that it logs, from its start on. */
@ApplicationScoped
class NameInLogs {

    private static final int BEFORE_THE_OTHERS = 1;

    private final LogFields fields;
    private final Identity identity;

    NameInLogs(LogFields fields, Identity identity) {
        this.fields = fields;
        this.identity = identity;
    }

    void start(@Observes @Priority(BEFORE_THE_OTHERS) StartupEvent event) {
        fields.begin(identity.id());
    }
}
