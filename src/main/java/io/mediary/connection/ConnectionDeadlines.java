package io.mediary.connection;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.store.Due;
import io.mediary.store.DueHandler;
import io.mediary.store.NewRecord.ConnectionRef;
import io.smallrye.mutiny.Uni;

/** Ends connections whose clients did not come back within the resume window. */
@ApplicationScoped
public class ConnectionDeadlines implements DueHandler {

    private final Connections connections;
    private final Admissions admissions;
    private final ResumeWindows windows;

    ConnectionDeadlines(Connections connections, Admissions admissions, ResumeWindows windows) {
        this.connections = connections;
        this.admissions = admissions;
        this.windows = windows;
    }

    @Override
    public String kind() {
        return ConnectionRecords.KIND;
    }

    @Override
    public Uni<Void> due(Due due) {
        Optional<ConnectionRef> here = connections.ref(due.object());
        return here.map(windows::push).orElseGet(() -> Uni.createFrom().item(false)).onItem()
                .transformToUni(held -> held ? Uni.createFrom().voidItem() : admissions.expire(due.object()));
    }
}
