package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.Optional;

import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.sip.dialog.DialogRecord.Stage;
import io.mediary.sip.dialog.DialogRecord.Timer;
import io.mediary.sip.stack.Incoming;

/** An INVITE of theirs until its final response (RFC 3261, section 13.3): it becomes a call to a user. Confined to the loop. */
final class IncomingCall extends Dialog {

    private static final Logger LOG = Logger.getLogger(IncomingCall.class);

    /** Longer than any call rings. */
    private static final Duration RINGS = Duration.ofSeconds(200);
    /** A proxy forgets a call of which it has heard nothing for three minutes (section 13.3.1.1). */
    private static final Duration SIGN = Duration.ofSeconds(60);
    private static final int RETRY_AFTER = 10;

    /** What a line has missed is told within this. */
    private static final Duration MISSED = Duration.ofSeconds(3);

    private final Incoming invite;
    private Optional<Loop.Alarm> alarm = Optional.empty();
    private Optional<Loop.Alarm> sign = Optional.empty();
    private boolean ringing;
    private boolean accepted;
    private boolean cancelled;

    IncomingCall(Parts parts, Line line, DialogRecord record, Incoming invite) {
        super(parts, line, record);
        this.invite = invite;
    }

    /** Whether it came from an address. @param host in figures */
    boolean isFrom(String host) {
        return invite.source().host().equals(host);
    }

    /** What it began with. */
    Request invite() {
        return invite.request();
    }

    /**
     * Makes the call.
     *
     * @param type {@code user}, or {@code sip}: an address outside
     * @param callee who is called
     * @param caller what the callee is told of the caller
     * @param isKnown whether there is such a user at all
     */
    void begin(String type, String callee, ObjectNode caller, boolean isKnown) {
        parts().dialogs().put(this);
        alarm = Optional.of(parts().loop().after(RINGS, () -> {
            stop();
            refuse(480, "no_answer");
        }));
        ObjectNode create = about().put("type", type).put("callee", callee).put("sdp_type", "rtp")
                .put("wait_reply", true);
        create.set("caller", caller);
        SipMessages.sdp(invite()).ifPresent(offer -> create.putObject("offer")
                .put("sdp", parts().audio().toServer(SipSdp.offerToServer(offer))).put("sdp_type", "rtp"));
        save(record()).chain(() -> api("media/call/create", create)).subscribe().with(this::created,
                failure -> {
                    ErrorCode code = code(failure);
                    LOG.infof("a call to %s is refused: %s", callee, failure.getMessage());
                    boolean unknown = code == ErrorCode.NO_DESTINATION && !isKnown;
                    if (code == ErrorCode.TIMEOUT || code == ErrorCode.UNAVAILABLE) {
                        // It may have been made all the same.
                        stop();
                    }
                    refuse(unknown ? 404 : Reasons.status(code), code.wireName());
                });
    }

    private void created(JsonNode reply) {
        DialogRecord made = record().withSession(reply.path("session_id").asText());
        String described = reply.at(offers() ? "/offer/sdp" : "/answer/sdp").asText();
        if (isOver()) {
            // Cancelled meanwhile: then the call has ended, or ends with its session.
            become(made);
            stop();
            return;
        }
        if (SipSdp.parse(described).isEmpty()) {
            become(made);
            stop();
            refuse(500, "failed");
            return;
        }
        become(made);
        TelephoneAudio audio = parts().audio();
        (offers()
                ? audio.offered(made.media(), SipSdp.usual(described))
                : audio.answered(made.media(), described, made.media().remote().orElseThrow()))
                .subscribe().with(ours -> described(ours));
    }

    private void described(TelephoneAudio.Described ours) {
        carry(ours.tap());
        if (isOver()) {
            // Cancelled meanwhile: its session ends the call.
            return;
        }
        DialogRecord.Media served = ours.media();
        save(record().with(offers() || served.direction() == Direction.SENDRECV
                ? served
                : served.told(SipSdp.again(served.local().orElseThrow(), served.version() + 1,
                        served.direction().reversed()), false)));
        if (accepted) {
            accept();
        }
    }

    /** The INVITE had no offer: we make one. */
    private boolean offers() {
        return SipMessages.sdp(invite()).isEmpty();
    }

    /** Another gateway had it. */
    void resumed() {
        alarm = Optional.of(parts().loop().after(RINGS, () -> {
            stop();
            refuse(480, "no_answer");
        }));
        api("media/call/get_info", about()).subscribe().with(info -> {
            if (record().media().local().isEmpty()) {
                stop();
                refuse(503, "failed");
            } else if (info.path("state").asText().equals("talking")) {
                accept();
            } else {
                ring();
            }
        }, failure -> {
            if (code(failure) == ErrorCode.CALL_NOT_FOUND) {
                // Its end is among what the line has missed, with the reason; where it is too old for that nobody knows any more.
                sign.ifPresent(Loop.Alarm::cancel);
                sign = Optional.of(parts().loop().after(MISSED, () -> refuse(480, "failed")));
            } else {
                refuse(503, "failed");
            }
        });
    }

    @Override
    void told(String type, JsonNode body) {
        switch (type) {
            case "ringing" -> ring();
            case "accepted" -> accept();
            default -> LOG.debugf("call %s: %s", record().call(), type);
        }
    }

    private void ring() {
        if (!isOver() && !accepted) {
            Response response = invite.response(180);
            invite.answer(parts().messages().reachable(response, record().ends().localUser(),
                    invite.source().transport()));
            sign.ifPresent(Loop.Alarm::cancel);
            sign = Optional.of(parts().loop().after(SIGN, this::ring));
            if (!ringing) {
                ringing = true;
                save(record().with(Stage.RINGING));
            }
        }
    }

    private void accept() {
        accepted = true;
        if (isOver() || isMoving() || record().media().local().isEmpty()) {
            return;
        }
        Response ok = invite.response(200);
        parts().messages().reachable(ok, record().ends().localUser(), invite.source().transport());
        Timer timer = SessionTimer.agree(parts().messages(), parts().config().sessionTimer(), invite(), ok);
        parts().messages().body(ok, SipMessages.SDP, record().media().local().get());
        save(record().with(Stage.TALKING).withTimer(Optional.of(timer)).withInvite(Optional.empty()))
                .subscribe().with(done -> {
                    if (isOver()) {
                        return;
                    }
                    invite.answer(ok);
                    Talk talk = new Talk(parts(), line(), passed(), Optional.empty());
                    talk.follow(this);
                    parts().dialogs().put(talk);
                    talk.began(invite, ok, offers());
                });
    }

    /** The caller gave up. */
    void cancelled() {
        if (!isOver() && !cancelled) {
            cancelled = true;
            refuse(487, "cancelled");
            stop();
        }
    }

    @Override
    void requested(Incoming incoming) {
        switch (incoming.request().getMethod()) {
            case "ACK" -> LOG.debugf("an ACK in a dialog that is not answered");
            case "BYE" -> {
                incoming.answer(200);
                cancelled();
            }
            default -> incoming.answer(parts().messages().with(incoming.response(500), "Retry-After", "5"));
        }
    }

    @Override
    void hungUp(int code, String reason) {
        refuse(Reasons.status(code), ErrorCode.of(code).map(ErrorCode::wireName).orElse("failed"));
    }

    private void refuse(int status, String result) {
        if (isOver()) {
            return;
        }
        Response response = invite.response(status);
        if (status == 503) {
            parts().messages().with(response, "Retry-After", Integer.toString(RETRY_AFTER));
        }
        invite.answer(response);
        finish(result);
    }

    @Override
    void dropped() {
        alarm.ifPresent(Loop.Alarm::cancel);
        sign.ifPresent(Loop.Alarm::cancel);
    }
}
