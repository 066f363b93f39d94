package io.mediary.sip.dialog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import javax.sip.header.ViaHeader;
import javax.sip.message.Message;

/** The dialogs that this gateway drives. Confined to the loop, but for {@link #size} and {@link #has}. */
final class Dialogs {

    private final Map<String, Dialog> byTag = new ConcurrentHashMap<>();
    private final Map<String, List<Dialog>> byCall = new HashMap<>();
    private volatile int size;

    /** One begins, or goes on in another state. */
    void put(Dialog dialog) {
        Dialog former = byTag.put(dialog.record().id(), dialog);
        List<Dialog> ofCall = byCall.computeIfAbsent(dialog.record().call(), call -> new ArrayList<>());
        ofCall.remove(former);
        ofCall.add(dialog);
        size = byTag.size();
    }

    /** One is over. */
    void remove(Dialog dialog) {
        byTag.remove(dialog.record().id(), dialog);
        byCall.computeIfPresent(dialog.record().call(), (call, all) -> {
            all.remove(dialog);
            return all.isEmpty() ? null : all;
        });
        size = byTag.size();
    }

    /** The one that a request of the other end is for, by our tag; another branch of a call that has forked has another tag. */
    Optional<Dialog> find(String tag, Message request) {
        return Optional.ofNullable(byTag.get(tag))
                .filter(dialog -> dialog.record().ends().callId().equals(SipMessages.callId(request)))
                .filter(dialog -> dialog.record().ends().remoteTag()
                        .map(theirs -> Optional.of(theirs).equals(SipMessages.fromTag(request))).orElse(true));
    }

    /** By our tag. */
    Optional<Dialog> find(String tag) {
        return Optional.ofNullable(byTag.get(tag));
    }

    /** The one whose INVITE of theirs has this Via: what a CANCEL is for (RFC 3261, section 9.2). */
    Optional<IncomingCall> cancelled(Message cancel) {
        String branch = branch(cancel);
        return byTag.values().stream().filter(IncomingCall.class::isInstance).map(IncomingCall.class::cast)
                .filter(call -> branch(call.invite()).equals(branch)).findFirst();
    }

    /** Whether the same request came by another way already (section 8.2.2.2). */
    boolean isMerged(Message invite) {
        return byTag.values().stream().filter(IncomingCall.class::isInstance).map(IncomingCall.class::cast)
                .map(IncomingCall::invite)
                .anyMatch(other -> isSame(other, invite));
    }

    /** Whether two INVITEs are the same one by two ways. */
    static boolean isSame(Message one, Message other) {
        return SipMessages.callId(one).equals(SipMessages.callId(other))
                && SipMessages.fromTag(one).equals(SipMessages.fromTag(other))
                && SipMessages.seq(one) == SipMessages.seq(other);
    }

    /** How many calls of a source ring. @param host in figures */
    long ringing(String host) {
        return byTag.values().stream().filter(IncomingCall.class::isInstance).map(IncomingCall.class::cast)
                .filter(call -> call.isFrom(host)).count();
    }

    private static String branch(Message message) {
        ViaHeader via = (ViaHeader) message.getHeader(ViaHeader.NAME);
        return via.getBranch() + "|" + via.getHost() + ":" + via.getPort();
    }

    /** Those of a call on a line. */
    List<Dialog> of(String call, Line line) {
        return byCall.getOrDefault(call, List.of()).stream().filter(dialog -> dialog.line() == line).toList();
    }

    /** Those on a line. */
    List<Dialog> of(Line line) {
        return byTag.values().stream().filter(dialog -> dialog.line() == line).toList();
    }

    /** Whether there is one by a tag of ours. From any thread. */
    boolean has(String tag) {
        return byTag.containsKey(tag);
    }

    /** How many there are. From any thread. */
    int size() {
        return size;
    }
}
