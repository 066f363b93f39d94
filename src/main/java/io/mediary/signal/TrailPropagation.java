package io.mediary.signal;

import java.util.Map;

import org.eclipse.microprofile.context.spi.ThreadContextSnapshot;

import io.smallrye.context.FastThreadContextProvider;

/** Takes the {@link Trail} along with Mutiny's callbacks; loaded by name ({@code META-INF/services}). Stateless. */
public final class TrailPropagation implements FastThreadContextProvider {

    /** What the application's properties call it. */
    static final String TYPE = "mediary-trail";

    @Override
    public ThreadLocal<?> threadLocal(Map<String, String> properties) {
        return Trail.CURRENT;
    }

    @Override
    public ThreadContextSnapshot currentContext(Map<String, String> properties) {
        return snapshot(Trail.CURRENT.get());
    }

    @Override
    public ThreadContextSnapshot clearedContext(Map<String, String> properties) {
        return snapshot(null);
    }

    /** @param trail null: none */
    private static ThreadContextSnapshot snapshot(Trail trail) {
        return () -> {
            Trail former = Trail.CURRENT.get();
            Trail.restore(trail);
            return () -> Trail.restore(former);
        };
    }

    @Override
    public String getThreadContextType() {
        return TYPE;
    }
}
