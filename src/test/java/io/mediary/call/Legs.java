package io.mediary.call;

import java.util.List;
import java.util.Optional;

/** Calls of Ann's for tests, from her connection {@code anns}. */
final class Legs {

    private Legs() {
    }

    /** A call that rings connections: {@code ben1} is Ben's, {@code carl1} Carl's. */
    static Call ringing(String... connections) {
        return ringing("call", List.of(connections));
    }

    /** The same, of another id. */
    static Call ringing(String id, List<String> connections) {
        List<Leg> legs = connections.stream().map(Legs::leg).toList();
        return new Call(id, "ann", Optional.of("anns"), "session-ann", Call.Backend.KURENTO, Call.State.RINGING,
                Optional.empty(), new Call.Options(false, false, Optional.empty(), 0), legs, Optional.empty(), 1,
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Leg leg(String connection) {
        String user = connection.substring(0, connection.length() - 1);
        return new Leg(user, Optional.empty(), Leg.Type.USER, connection, user, "session-" + connection, 0, 30,
                Leg.State.INVITED,
                Optional.of("instance"), Optional.empty());
    }
}
