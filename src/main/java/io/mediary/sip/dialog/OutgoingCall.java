package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.sip.ClientTransaction;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;

import io.mediary.function.ErrorCode;
import io.mediary.sip.dialog.DialogRecord.Stage;
import io.mediary.sip.stack.Answers;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;
import io.smallrye.mutiny.Uni;

/**
 * A leg of a call that rings at a SIP address: INVITE until its final response (RFC 3261, section 13.2). Confined to the
 * loop.
 */
final class OutgoingCall extends Dialog {

    private static final Logger LOG = Logger.getLogger(OutgoingCall.class);

    /** After a CANCEL there is a final response within 64*T1 (section 9.1), or there will be none. */
    private static final Duration CANCELLED = Duration.ofSeconds(32);
    /** Longer than any leg rings. */
    private static final Duration RINGS = Duration.ofSeconds(200);
    /** The INVITE, one with credentials, one with a longer session timer, and one more. */
    private static final int MOST_TRIES = 4;

    private final Dialling.Target target;
    private Optional<ClientTransaction> transaction = Optional.empty();
    private Optional<Peer> hop = Optional.empty();
    private Optional<Request> sent = Optional.empty();
    private Optional<Loop.Alarm> alarm = Optional.empty();
    private int tries;
    private int expires;
    private boolean provisional;
    private boolean cancelled;

    OutgoingCall(Parts parts, Line line, DialogRecord record, Dialling.Target target) {
        super(parts, line, record);
        this.target = target;
        expires = usual();
    }

    private int usual() {
        return (int) parts().config().sessionTimer().expires().toSeconds();
    }

    /** Nobody wants it any more; where it has been dialled, it is cancelled. */
    void unwanted() {
        cancel();
    }

    /** Rings. */
    void dial() {
        if (isOver()) {
            return;
        }
        alarm = Optional.of(parts().loop().after(RINGS, () -> {
            cancel();
            failed(ErrorCode.NO_ANSWER, ErrorCode.NO_ANSWER.text(""));
        }));
        parts().requests().hop(record().ends()).subscribe().with(peer -> {
            hop = Optional.of(peer);
            invite(Optional.empty());
        }, failure -> failed(ErrorCode.NO_DESTINATION, "No way to " + target.uri()));
    }

    private void invite(Optional<Response> challenge) {
        if (isOver()) {
            return;
        }
        if (cancelled) {
            finish("cancelled");
            return;
        }
        tries++;
        Ends ends = record().ends().next();
        SipMessages messages = parts().messages();
        Peer to = hop.orElseThrow();
        Request request = messages.request(ends, "INVITE", ends.localSeq(), to.transport());
        messages.reachable(request, target.contact(), to.transport());
        SessionTimer.ask(messages, parts().config().sessionTimer(), request, expires);
        messages.body(request, SipMessages.SDP, record().media().local().orElseThrow());
        if (challenge.isPresent() && !target.credentials().map(known -> known.answer(challenge.get(), request))
                .orElse(false)) {
            failed(ErrorCode.UNAUTHORIZED, ErrorCode.UNAUTHORIZED.text(""));
            return;
        }
        provisional = false;
        sent = Optional.of(request);
        save(record().with(ends).withInvite(Optional.of(request.toString()))).subscribe().with(done -> {
            if (cancelled) {
                finish("cancelled");
            } else if (!isOver()) {
                transaction = Optional.of(parts().requests().send(request, to, new Invited()));
            }
        });
    }

    private final class Invited implements Answers {

        @Override
        public void response(Response response, Peer from) {
            int status = response.getStatusCode();
            if (isOver()) {
                if (status >= 200 && status < 300) {
                    refuse(response, from);
                }
            } else if (status < 200) {
                rings(response);
            } else if (status < 300) {
                answered(response, from);
            } else {
                refused(response);
            }
        }

        @Override
        public void timeout() {
            failed(ErrorCode.NO_ANSWER, "SIP 408 No answer");
        }

        @Override
        public void unsent(String why) {
            failed(ErrorCode.CALL_ERROR, "SIP 503 " + why);
        }
    }

    private void rings(Response response) {
        provisional = true;
        if (cancelled) {
            sendCancel();
        } else if (response.getStatusCode() > 100 && record().stage() == Stage.CALLING) {
            save(record().with(Stage.RINGING)).subscribe().with(done -> {
            });
            tell("media/call/ringing", about());
        }
    }

    private void refused(Response response) {
        int status = response.getStatusCode();
        if (cancelled) {
            finish("cancelled");
        } else if (Challenges.isChallenge(response) && tries == 1) {
            invite(Optional.of(response));
        } else if (status == 422 && tries < MOST_TRIES
                && SipMessages.number(response, "Min-SE").filter(min -> min > expires).isPresent()) {
            expires = SipMessages.number(response, "Min-SE").orElseThrow();
            invite(Optional.empty());
        } else {
            failed(Reasons.ofStatus(status), Reasons.text(status, SipMessages.phrase(response)));
        }
    }

    /** The first 2xx: it is acknowledged whatever becomes of it. */
    private void answered(Response response, Peer from) {
        Optional<String> tag = SipMessages.toTag(response);
        Optional<String> answer = SipMessages.sdp(response).filter(text -> SipSdp.parse(text).isPresent());
        if (tag.isEmpty() || cancelled || answer.isEmpty()) {
            refuse(response, from);
            if (cancelled) {
                finish("cancelled");
            } else {
                failed(ErrorCode.INCOMPATIBLE_SESSION, "No description in the answer");
            }
            return;
        }
        SipSdp sdp = SipSdp.parse(answer.get()).orElseThrow();
        DialogRecord talking = record().with(Stage.TALKING).with(dialog(response, from))
                .with(record().media().heard(answer.get(), sdp.direction()))
                .withTimer(Optional.of(SessionTimer.agreed(response, usual())))
                .withInvite(Optional.empty());
        become(talking);
        passed();
        Talk talk = new Talk(parts(), line(), talking, target.credentials());
        talk.follow(this);
        parts().dialogs().put(talk);
        talk.answered(response, hop.orElseThrow());
    }

    private Ends dialog(Response response, Peer from) {
        Ends ends = record().ends().with(SipMessages.toTag(response).orElse(""), SipMessages.routes(response, true));
        return ends.at(SipMessages.target(response).orElse(ends.target()), Flow.of(from));
    }

    /** ACK and BYE: an answer that comes too late, or another one of a call that has forked. */
    void refuse(Response response, Peer from) {
        refuse(parts(), record().ends(), response, from);
    }

    static void refuse(Parts parts, Ends ours, Response response, Peer from) {
        Ends ends = ours.with(SipMessages.toTag(response).orElse(""), SipMessages.routes(response, true));
        Ends there = ends.at(SipMessages.target(response).orElse(ends.target()), Flow.of(from));
        parts.requests().hop(there).chain(to -> {
            SipMessages messages = parts.messages();
            parts.sip().sendOnce(messages.request(there, "ACK", SipMessages.seq(response), to.transport()), to);
            return parts.requests().ended(
                    messages.request(there, "BYE", SipMessages.seq(response) + 1, to.transport()), to);
        }).subscribe().with(done -> {
        }, failure -> LOG.infof("an unwanted answer cannot be ended: %s", failure.getMessage()));
    }

    @Override
    void requested(Incoming incoming) {
        switch (incoming.request().getMethod()) {
            case "ACK" -> LOG.debugf("an ACK in a dialog that is not answered");
            // An early dialog ends only with its INVITE (section 15).
            case "BYE" -> incoming.answer(481);
            default -> incoming.answer(500);
        }
    }

    @Override
    void hungUp(int code, String reason) {
        cancel();
    }

    @Override
    void told(String type, JsonNode body) {
        // Ringing, accepted and the like are what we have said ourselves.
    }

    /** Rings no more: CANCEL, as soon as there was a provisional response (section 9.1). */
    private void cancel() {
        if (cancelled || isOver()) {
            return;
        }
        cancelled = true;
        if (transaction.isEmpty()) {
            finish("cancelled");
            return;
        }
        if (provisional) {
            sendCancel();
        }
        alarm.ifPresent(Loop.Alarm::cancel);
        alarm = Optional.of(parts().loop().after(CANCELLED.plusSeconds(2), () -> finish("cancelled")));
    }

    private void sendCancel() {
        transaction.ifPresent(invite -> parts().sip().cancel(invite, new Answers() {
            @Override
            public void response(Response response, Peer from) {
                // What matters is the INVITE's own final response.
            }

            @Override
            public void timeout() {
                LOG.debugf("a CANCEL had no response");
            }

            @Override
            public void unsent(String why) {
                LOG.infof("a CANCEL could not be sent: %s", why);
            }
        }));
        transaction = Optional.empty();
    }

    private void failed(ErrorCode code, String reason) {
        if (isOver()) {
            return;
        }
        if (!cancelled) {
            tell("media/call/rejected", about().put("code", code.code()).put("reason", shortened(reason)));
        }
        finish(cancelled ? "cancelled" : code.wireName());
    }

    private static String shortened(String reason) {
        return reason.substring(0, Math.min(256, reason.length()));
    }

    @Override
    void dropped() {
        alarm.ifPresent(Loop.Alarm::cancel);
    }

    /**
     * Another gateway's call that was still ringing: what it sent is cancelled in its name, and the address rings again for us.
     */
    static Uni<Void> withdraw(Parts parts, DialogRecord record) {
        return record.invite().map(text -> {
            Request invite = parts.messages().parse(text);
            invite.removeHeader("Content-Type");
            return parts.requests().hop(record.ends()).invoke(
                    to -> parts.sip().sendOnce(parts.messages().cancel(invite), to)).replaceWithVoid().onFailure()
                    .recoverWithNull();
        }).orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** Its offer and address again, as a call of its own. */
    static DialogRecord anew(DialogRecord former, String callId, String tag) {
        Ends old = former.ends();
        Ends ends = new Ends(callId, tag, Optional.empty(), old.local(), old.remote(), old.target(), List
                .copyOf(old.routes()), 0, -1, old.flow());
        return former.with(Stage.CALLING).with(ends).withInvite(Optional.empty());
    }
}
