package io.mediary.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.config.CallsConfig;
import io.mediary.connection.ClientAnswer;
import io.mediary.connection.ClientRequest;
import io.mediary.connection.Inbox;
import io.mediary.event.Subscription;
import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.session.CallSessions;
import io.mediary.session.Session;
import io.mediary.session.sdp.Description;
import io.mediary.session.sdp.SdpType;
import io.mediary.store.LiveInstances;
import io.mediary.store.NewRecord.ConnectionRef;
import io.mediary.store.Partition;
import io.smallrye.mutiny.Uni;

/**
 * Drives legs: has a leg's connection listen, makes its session, and invites it. No lease is held meanwhile; the leg's record names
 * the instance that drives it, and a deadline behind each step lets another one go on where that has died. Thread-safe.
 */
@ApplicationScoped
public class Ringing {

    private static final Logger LOG = Logger.getLogger(Ringing.class);
    /** A session waits a little longer than it rings: it is the call that ends it. */
    private static final int AFTER_RINGING = 15;
    private static final int ATTEMPTS = 30;
    private static final int LONGEST_STEP = 8;
    private static final int SHARE = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** What may be over soon: the leg is driven again, as long as it may ring. */
    private static final Set<ErrorCode> PASSING = Set.of(ErrorCode.TIMEOUT, ErrorCode.UNAVAILABLE,
            ErrorCode.NOT_AUTHENTICATED, ErrorCode.SESSION_FAILED, ErrorCode.DUPLICATED_SESSION_ID);

    private final Calls calls;
    private final CallChanges changes;
    private final CallSessions sessions;
    private final Inbox inbox;
    private final Places places;
    private final LiveInstances instances;
    private final CallsConfig config;
    private final ObjectMapper json;
    private final Set<String> driving = ConcurrentHashMap.newKeySet();

    Ringing(Calls calls, CallChanges changes, CallSessions sessions, Inbox inbox, Places places,
            LiveInstances instances, CallsConfig config, ObjectMapper json) {
        this.calls = calls;
        this.changes = changes;
        this.sessions = sessions;
        this.inbox = inbox;
        this.places = places;
        this.instances = instances;
        this.config = config;
        this.json = json;
    }

    /** Drives the legs of a call that has just been written with this instance as their driver. */
    void begin(Call call) {
        for (int number = 0; number < call.legs().size(); number++) {
            if (call.legs().get(number).driver().filter(instances.self()::equals).isPresent()) {
                drive(call.callId(), number);
            }
        }
    }

    /** Deadline {@link CallChanges#LEG}: drives a leg unless somebody who lives does. */
    Uni<Void> due(String id, int number) {
        return calls.change(id, call -> {
            Leg leg = call.legs().get(number);
            if (!isToRing(call, number)) {
                return Calls.Step.nothing(false);
            }
            boolean driven = driving.contains(key(id, number)) || leg.driver()
                    .filter(driver -> !driver.equals(instances.self()) && instances.alive(driver)).isPresent();
            return driven
                    ? Calls.Step.write(changes.lookedAfter(number, again(call, leg)), false)
                    : Calls.Step.write(changes.driven(call.withLeg(number, leg.withDriver(instances.self())), number,
                            config.step()), true);
        }).invoke(mine -> {
            if (mine.orElse(false)) {
                drive(id, number);
            }
        }).replaceWithVoid();
    }

    /**
     * Who is at it for long waits for a client, mostly: it is looked after less and less often, but as often as ever while one that has
     * just died may be taken for living.
     */
    private Duration again(Call call, Leg leg) {
        Duration since = Duration.ofMillis(System.currentTimeMillis() - call.startedAt()).minusSeconds(leg.after());
        Duration share = since.dividedBy(SHARE);
        Duration longest = config.step().multipliedBy(LONGEST_STEP);
        return share.compareTo(config.step()) < 0
                ? config.step()
                : share.compareTo(longest) < 0 ? share : longest;
    }

    private static String key(String id, int number) {
        return id + ' ' + number;
    }

    /** Nobody waits for it: what fails is told by the leg's end, or comes again at its deadline. */
    private void drive(String id, int number) {
        if (!driving.add(key(id, number))) {
            return;
        }
        calls.find(id).flatMap(found -> found.filter(call -> isToRing(call, number))
                .map(call -> ring(call, number)
                        .onFailure().recoverWithUni(failure -> failed(call, number, failure)))
                .orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure().call(() -> released(id, number))
                .onTermination().invoke(() -> driving.remove(key(id, number)))
                .subscribe().with(done -> LOG.debugf("call %s: leg %d is invited", id, number),
                        failure -> LOG.infof("call %s: leg %d is driven again: %s", id, number, failure));
    }

    /**
     * This instance drives a leg no more: whoever comes to its deadline does, who would wait for as long as this one lives. Redis may be
     * what has failed.
     */
    private Uni<?> released(String id, int number) {
        return calls.change(id, call -> {
            Leg leg = call.legs().get(number);
            return isToRing(call, number) && leg.driver().filter(instances.self()::equals).isPresent()
                    ? Calls.Step.write(changes.driven(call.withLeg(number, leg.withoutDriver()), number,
                            config.step()), true)
                    : Calls.Step.nothing(true);
        }).onFailure().retry().withBackOff(FIRST_PAUSE, LONGEST_PAUSE).atMost(ATTEMPTS)
                .onFailure().invoke(failure -> LOG.warnf("call %s: leg %d rings no more: %s", id, number, failure))
                .onFailure().recoverWithNull();
    }

    private static boolean isToRing(Call call, int number) {
        return call.state() == Call.State.RINGING && call.legs().get(number).state() == Leg.State.WAITING;
    }

    private Uni<Void> ring(Call call, int number) {
        Leg leg = call.legs().get(number);
        return places.atConnection(call, number)
                .chain(() -> inbox.listen(leg.connection(), List.of(listening("call", call.callId()),
                        listening("session", leg.sessionId()))).onFailure()
                        .call(() -> leftIfOver(call.callId(), number)))
                .flatMap(listener -> offer(call, leg, listener.connection())
                        .onFailure().call(() -> notNeeded(call, number, leg, listener.isNew()))
                        .flatMap(offer -> calls.find(call.callId()).flatMap(now -> now
                                .filter(it -> isToRing(it, number) && it.legOf(leg.sessionId()).isPresent())
                                .isPresent()
                                        ? inbox.ask(leg.connection(), Optional.empty(), invite(call, leg, offer))
                                                .flatMap(answer -> invited(call, number, answer))
                                        : tooLate(now, leg)
                                                .chain(() -> notNeeded(call, number, leg, listener.isNew())))));
    }

    /** A leg that has ended before it had a place gives that back by itself. */
    private Uni<Void> leftIfOver(String id, int number) {
        return calls.look(id)
                .flatMap(found -> places.left(found, List.of(number)))
                .onFailure().invoke(failure -> LOG.infof("places of call %s are kept: %s", id, failure))
                .onFailure().recoverWithNull();
    }

    /**
     * A connection that is not invited after all: what it was to listen to may be over already, and would stay with it for good. A call
     * that is not over takes itself out by its {@code hangup}.
     *
     * @param isNew it did not listen to the call before, so that it cannot have been invited
     */
    private Uni<Void> notNeeded(Call call, int number, Leg leg, boolean isNew) {
        boolean isConcerned = !isNew
                || call.withLeg(number, leg.withState(Leg.State.ENDED)).isConcernOf(leg.connection());
        return calls.find(call.callId()).flatMap(found -> {
            Optional<Leg> now = found.map(it -> it.legs().get(number));
            Optional<Leg> same = now.filter(it -> it.sessionId().equals(leg.sessionId()));
            boolean isOver = now.filter(it -> it.state() != Leg.State.ENDED).isEmpty();
            boolean isInvited = same.filter(it -> it.state() != Leg.State.ENDED)
                    .filter(it -> it.state() != Leg.State.WAITING
                            || it.driver().filter(instances.self()::equals).isEmpty())
                    .isPresent();
            List<Subscription> unwanted = new ArrayList<>();
            if (isOver && !isConcerned) {
                unwanted.add(listening("call", call.callId()));
            }
            if (!isInvited) {
                unwanted.add(listening("session", leg.sessionId()));
            }
            Uni<Void> left = isOver ? places.atConnectionLeft(call, number) : Uni.createFrom().voidItem();
            return unwanted.isEmpty() ? left : left.chain(() -> inbox.ignore(leg.connection(), unwanted));
        }).onFailure().invoke(failure -> LOG.infof("%s listens to what is over: %s", leg.connection(), failure))
                .onFailure().recoverWithNull();
    }

    private Uni<Description> offer(Call call, Leg leg, ConnectionRef connection) {
        SdpType sdpType = leg.type() == Leg.Type.SIP ? SdpType.RTP : SdpType.WEBRTC;
        return sessions.callee(leg.sessionId(), terms(call), call.sessionId(), sdpType, leg.ring() + AFTER_RINGING,
                call.userId(), connection, leg.user());
    }

    /** Seconds from a call's beginning after which its sessions need not wait for an answer any more. */
    static int longest(Call call) {
        return call.legs().stream().mapToInt(leg -> leg.after() + leg.ring()).max().orElse(0) + AFTER_RINGING;
    }

    /** What holds for the sessions of a call. */
    static CallSessions.Terms terms(Call call) {
        Call.Options options = call.options();
        return new CallSessions.Terms(call.callId(), call.backend() == Call.Backend.P2P, options.noOfferTrickleIce(),
                options.noAnswerTrickleIce(), options.trickleIceTimeout(), options.bitrate());
    }

    /** The leg may have been over before this session was there to be told; or another instance has got further with it. */
    private Uni<Void> tooLate(Optional<Call> now, Leg leg) {
        boolean isNeeded = now.flatMap(call -> call.legs().stream()
                .filter(it -> it.sessionId().equals(leg.sessionId()) && it.state() != Leg.State.ENDED).findFirst())
                .isPresent();
        if (isNeeded) {
            return Uni.createFrom().voidItem();
        }
        Leg.End cancelled = Leg.End.of(ErrorCode.ORIGINATOR_CANCEL);
        return sessions.over(leg.sessionId(), new Session.Ended(cancelled.code(), cancelled.reason()));
    }

    private ClientRequest invite(Call call, Leg leg, Description offer) {
        ObjectNode data = json.createObjectNode();
        data.put("call_id", call.callId());
        data.set("type", json.valueToTree(leg.type()));
        data.put("callee", leg.invited());
        data.set("caller", call.caller().orElseGet(() -> json.createObjectNode().put("user_id", call.userId())));
        data.set("offer", json.valueToTree(offer));
        data.put("session_id", leg.sessionId());
        data.set("backend", json.valueToTree(call.backend()));
        data.put("ring", leg.ring());
        return new ClientRequest("media", Optional.of("call"), "invite", data);
    }

    private Uni<Void> invited(Call call, int number, ClientAnswer answer) {
        if (!answer.ok()) {
            return over(call.callId(), number, refused(answer.data()));
        }
        return calls.change(call.callId(), now -> {
            Leg leg = now.legs().get(number);
            return leg.state() != Leg.State.WAITING
                    ? Calls.Step.nothing(true)
                    : Calls.Step.write(
                            changes.invited(now.withLeg(number, leg.withState(Leg.State.INVITED)), number), true);
        }).replaceWithVoid();
    }

    /** A client's error, where it is one of the catalogue; else it is just rejected. */
    private static Leg.End refused(JsonNode data) {
        Optional<String> text = Optional.of(data.path("error").asText()).filter(it -> !it.isBlank());
        return ErrorCode.of(data.path("code").asInt()).filter(ErrorCode.CALL_REJECTED::equals).isPresent()
                ? Leg.End.of(ErrorCode.CALL_REJECTED, text)
                : Leg.End.of(ErrorCode.CALL_REJECTED);
    }

    private Uni<Void> failed(Call call, int number, Throwable failure) {
        if (!(failure instanceof Failure known)) {
            return Uni.createFrom().failure(failure);
        }
        if (known.code() == ErrorCode.DUPLICATED_SESSION_ID || known.code() == ErrorCode.SESSION_FAILED) {
            return anew(call.callId(), call.legs().get(number).sessionId());
        }
        if (PASSING.contains(known.code())) {
            return Uni.createFrom().failure(failure);
        }
        return over(call.callId(), number, known.code() == ErrorCode.SESSION_NOT_FOUND
                ? Leg.End.of(ErrorCode.CALLEE_STOPPED)
                : new Leg.End(known.code(), known.getMessage()));
    }

    /** A leg's session failed before its connection was invited: it gets another one. Nothing happens where it has that already. */
    Uni<Void> anew(String id, String session) {
        return calls.change(id, call -> {
            int number = call.legOf(session).orElse(-1);
            if (number < 0 || !isToRing(call, number)) {
                return Calls.Step.nothing(true);
            }
            Leg leg = call.legs().get(number);
            return Calls.Step.write(changes.driven(
                    call.withLeg(number, leg.withSession(Partition.of(leg.connection()).newId())), number,
                    Duration.ofMillis(100)), true);
        }).replaceWithVoid();
    }

    /** A leg is over, if it is not yet. */
    Uni<Void> over(String id, int number, Leg.End why) {
        return calls.change(id, call -> call.isTalking() || !call.legs().get(number).isOpen()
                ? Calls.Step.nothing(true)
                : Calls.Step.write(changes.legOver(call, number, why), true)).replaceWithVoid();
    }

    private Subscription listening(String subclass, String object) {
        return new Subscription("media", subclass, Subscription.ANY, object, json.createObjectNode());
    }
}
