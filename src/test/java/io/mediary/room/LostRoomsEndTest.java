package io.mediary.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.store.Records;
import io.smallrye.mutiny.Uni;

class LostRoomsEndTest {

    private static final List<String> IDS = IntStream.range(0, 40).mapToObj(Integer::toString).toList();

    private final ObjectMapper json = new ObjectMapper().registerModule(new Jdk8Module());
    private final RoomDocument document = new RoomDocument(json);
    private final List<String> ended = new CopyOnWriteArrayList<>();

    @Test
    void aRoomThatCannotEndKeepsNoOtherFromEnding() {
        RoomEnding ending = new RoomEnding(null) {
            @Override
            Uni<Boolean> end(String room, String destroyed) {
                if (Integer.parseInt(room) % 2 == 0) {
                    return Uni.createFrom().failure(Failure.of(ErrorCode.UNAVAILABLE));
                }
                ended.add(room);
                return Uni.createFrom().item(true);
            }
        };
        Rooms rooms = new Rooms(records(), null, null, document, null, new RoomEvents(json, new RoomInfo(json)), ending,
                null);
        assertThatThrownBy(() -> rooms.lost("node").await().indefinitely())
                .hasMessageContaining(Failure.of(ErrorCode.UNAVAILABLE).getMessage());
        assertThat(ended).hasSize(IDS.size() / 2);
    }

    /** Rooms that are all on one node. */
    private Records records() {
        return (Records) Proxy.newProxyInstance(Records.class.getClassLoader(), new Class<?>[]{Records.class},
                (self, method, args) -> switch (method.getName()) {
                    case "all" -> Uni.createFrom().item(IDS);
                    case "read" -> Uni.createFrom().item(Optional.of(stored((String) args[1])));
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private Records.Stored stored(String id) {
        Room room = new Room(id, "user", "node", 60, 0, Optional.empty(), Optional.empty(), Access.ANY);
        return new Records.Stored("user", document.write(room, Optional.empty()), false, Map.of());
    }
}
