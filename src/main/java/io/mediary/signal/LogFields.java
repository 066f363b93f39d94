package io.mediary.signal;

import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Handler;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.jboss.logmanager.LogContext;

import io.quarkus.runtime.ShutdownEvent;

/** Log lines say which instance, connection and session they are about. */
@ApplicationScoped
public class LogFields {

    private record Filtered(Handler handler, Filter former) {
    }

    private volatile List<Filtered> filtered = List.of();

    /** From now on every line of this process has its fields. @param instance the id that is in all of them */
    public void begin(String instance) {
        filtered = List.of(LogContext.getLogContext().getLogger("").getHandlers()).stream()
                .map(handler -> new Filtered(handler, handler.getFilter())).toList();
        filtered.forEach(each -> each.handler().setFilter(also(each.former(), new TrailFields(instance))));
    }

    /** The handlers may outlive this application, as they do in tests. */
    void end(@Observes ShutdownEvent event) {
        filtered.forEach(each -> each.handler().setFilter(each.former()));
    }

    private static Filter also(Filter former, Filter fields) {
        return former == null ? fields : logged -> former.isLoggable(logged) && fields.isLoggable(logged);
    }
}
