package io.mediary.session.type;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.quarkus.arc.All;

/** All types that there are. */
@ApplicationScoped
public class SessionTypes {

    /** Words of the API that this backend has no type for. */
    private static final Set<String> ELSEWHERE = Set.of("proxy", "mcu");

    private final Map<String, SessionType> byName;

    SessionTypes(@All List<SessionType> types) {
        byName = types.stream().collect(Collectors.toUnmodifiableMap(SessionType::name, Function.identity()));
    }

    /**
     * The type of this name.
     *
     * @return fails with {@code not_implemented} or {@code invalid_value}
     */
    public SessionType of(String name) {
        SessionType type = byName.get(name);
        if (type != null) {
            return type;
        }
        throw ELSEWHERE.contains(name)
                ? Failure.of(ErrorCode.NOT_IMPLEMENTED)
                : Failure.of(ErrorCode.INVALID_VALUE, name);
    }

    /** Checks that a media server carries sessions of a type; fails as {@link #of}, and with {@code incompatible_session}. */
    public void carried(String name) {
        if (!of(name).onMediaServer()) {
            throw Failure.of(ErrorCode.INCOMPATIBLE_SESSION);
        }
    }
}
