package io.mediary.room;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;

/** What the records of sessions say of rooms, in a test's hand. Thread-safe. */
final class SessionRecords implements Membership {

    private record Entry(String room, Member member) {
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private volatile Consumer<Member> afterAnswer = member -> {
    };

    /** The session's record names the room and the joining, and no other. */
    void hold(String room, Member member) {
        entries.put(member.sessionId(), new Entry(room, member));
    }

    /** It names this joining no more. */
    void let(Member member) {
        entries.computeIfPresent(member.sessionId(),
                (id, entry) -> entry.member().joinId().equals(member.joinId()) ? null : entry);
    }

    /** Happens once, right after the next question was answered: before the asker acts on the answer. */
    void afterNextAnswer(Consumer<Member> happening) {
        afterAnswer = member -> {
            afterAnswer = again -> {
            };
            happening.accept(member);
        };
    }

    @Override
    public Uni<Boolean> holds(String roomId, Member member) {
        return Uni.createFrom().item(() -> {
            Entry entry = entries.get(member.sessionId());
            boolean holds = entry != null && entry.room().equals(roomId)
                    && entry.member().joinId().equals(member.joinId());
            afterAnswer.accept(member);
            return holds;
        });
    }

    @Override
    public Uni<Boolean> publishes(String sessionId, String roomId) {
        return Uni.createFrom().item(() -> {
            Entry entry = entries.get(sessionId);
            return entry != null && entry.room().equals(roomId) && entry.member().role() == Member.Role.PUBLISHER;
        });
    }
}
