package io.mediary.sip.dialog;

import java.util.Optional;

import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.sip.dialog.DialogRecord.Media;
import io.mediary.sip.dialog.DialogRecord.Timer;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;
import io.smallrye.mutiny.Uni;

/** A dialog whose INVITE was answered, until its BYE (RFC 3261, sections 12 to 15). Confined to the loop. */
final class Talk extends Dialog {

    private static final Logger LOG = Logger.getLogger(Talk.class);

    /** Answers of further branches of a call that has forked, which are ended; one who answers with ever new tags is not followed for ever. */
    private static final int MOST_REFUSED = 16;

    private final Optional<Challenges> credentials;
    private final SessionTimer timer;
    private final Offers offers;
    private Optional<Request> ack = Optional.empty();
    private Optional<Peer> acked = Optional.empty();
    private Uni<Void> acknowledged = Uni.createFrom().voidItem();
    private int refused;
    private boolean said;

    Talk(Parts parts, Line line, DialogRecord record, Optional<Challenges> credentials) {
        super(parts, line, record);
        this.credentials = credentials;
        timer = new SessionTimer(parts.loop(), this::refresh, () -> bye("expired"));
        offers = new Offers(this, parts);
    }

    /** Our INVITE was answered: acknowledges it, and says so to the call. */
    void answered(Response response, Peer to) {
        acknowledge(response, to);
        listen();
        timer.arm(record().timer());
        save(record()).subscribe().with(done -> accept());
    }

    /** Says to the call that the telephone has answered. */
    private void accept() {
        Media media = record().media();
        ObjectNode accepted = about();
        accepted.putObject("answer")
                .put("sdp", parts().audio().answer(media))
                .put("sdp_type", "rtp");
        api("media/call/accepted", accepted).subscribe().with(done -> {
            said = true;
            offers.muted(media.direction());
        }, this::unaccepted);
    }

    private void unaccepted(Throwable failure) {
        ErrorCode code = code(failure);
        LOG.infof("call %s goes on without %s: %s", record().call(), record().ends().remote(), failure.getMessage());
        if (code == ErrorCode.INCOMPATIBLE_SESSION || code == ErrorCode.SYNTAX_ERROR || code == ErrorCode.KMS_ERROR) {
            tell("media/call/rejected", about().put("code", ErrorCode.INCOMPATIBLE_SESSION.code()));
        }
        bye(code.wireName());
    }

    /** Their INVITE was answered, and its ACK may be missing yet. */
    void began(Incoming invite, Response ok, boolean wantsAnswer) {
        said = true;
        listen();
        timer.arm(record().timer());
        offers.answered(invite, ok, wantsAnswer);
        if (!wantsAnswer) {
            offers.muted(record().media().direction());
        }
    }

    /** Another gateway had it: the other end is told where we are, and that it talks is said where the other one did not come to it. */
    void resumed() {
        listen();
        timer.arm(record().timer());
        api("media/call/get_info", about()).subscribe().with(info -> {
            boolean talking = info.path("state").asText().equals("talking");
            if (record().outgoing() && !talking) {
                accept();
                offers.again();
            } else if (record().outgoing() && !record().session()
                    .filter(info.path("callee_session_id").asText()::equals).isPresent()) {
                bye("already_answered");
            } else {
                said = true;
                offers.resumed(record().media().direction());
                offers.again();
            }
        }, failure -> {
            said = true;
            offers.resumed(record().media().direction());
            if (code(failure) == ErrorCode.CALL_NOT_FOUND) {
                bye("failed");
            } else {
                offers.again();
            }
        });
    }

    @Override
    void requested(Incoming incoming) {
        Request request = incoming.request();
        String method = request.getMethod();
        if (method.equals("ACK")) {
            offers.acked(request);
            return;
        }
        long seq = SipMessages.seq(request);
        if (seq <= record().ends().remoteSeq()) {
            incoming.answer(500);
            return;
        }
        become(record().with(record().ends().heard(seq)));
        switch (method) {
            case "BYE" -> {
                incoming.answer(200);
                finish("ended");
                stop();
            }
            case "INVITE", "UPDATE" -> offers.asked(incoming);
            case "INFO" -> informed(incoming);
            default -> incoming.answer(405);
        }
    }

    private void informed(Incoming incoming) {
        String type = SipMessages.bodyType(incoming.request());
        if (type.equals(Dtmf.RELAY) || type.equals(Dtmf.PLAIN)) {
            Optional<Dtmf> pressed = Dtmf.read(type, SipMessages.body(incoming.request()));
            incoming.answer(pressed.isPresent() ? 200 : 400);
            pressed.ifPresent(this::pressed);
        } else {
            incoming.answer(type.isEmpty() || type.equals("application/media_control+xml") ? 200 : 415);
        }
    }

    /** Keys in the telephone's audio are as good as INFOs. */
    private void listen() {
        tap().ifPresent(way -> way.listen(KeyFormats.in(record().media().local().orElseThrow()),
                key -> parts().loop().execute(() -> pressed(Dtmf.of(key)))));
    }

    private void pressed(Dtmf dtmf) {
        if (!isOver()) {
            tell("media/call/send_dtmf", about().put("digits", dtmf.digit()).put("duration", dtmf.millis()));
        }
    }

    /** Says something to the other end of the call. */
    void inform(ObjectNode body) {
        ObjectNode info = about();
        info.set("body", body);
        tell("media/call/info", info);
    }

    /** The other end has refreshed the session, or agreed to. */
    void refreshed(Optional<Timer> agreed) {
        become(record().withTimer(agreed));
        timer.arm(agreed);
    }

    private void refresh() {
        offers.again();
    }

    @Override
    void hungUp(int code, String reason) {
        bye(ErrorCode.of(code).map(ErrorCode::wireName).orElse("ended"));
    }

    @Override
    void told(String type, JsonNode body) {
        boolean own = body.path("from").asText().equals(record().outgoing() ? "callee" : "caller");
        if (!type.equals("info") || own) {
            return;
        }
        if (body.path("info").asText().equals("dtmf")) {
            press(body);
        } else if (body.at("/body/hold").isBoolean()) {
            offers.hold(body.at("/body/hold").asBoolean());
        }
    }

    private void press(JsonNode dtmf) {
        press(dtmf.path("digits").asText(), 0, dtmf.path("duration").asInt());
    }

    /** One key after the other: each INFO waits for the answer to the one before. */
    private void press(String digits, int at, int millis) {
        if (at >= digits.length() || isOver()) {
            return;
        }
        Dtmf key = new Dtmf(digits.substring(at, at + 1), millis);
        Ends ends = nextRequest();
        parts().requests().hop(ends)
                .chain(to -> parts().requests().ended(parts().messages().body(
                        parts().messages().request(ends, "INFO", ends.localSeq(), to.transport()), Dtmf.RELAY,
                        key.relay()), to))
                .subscribe().with(ended -> {
                    if (ended.gone()) {
                        vanished();
                    } else {
                        press(digits, at + 1, millis);
                    }
                }, failure -> LOG.infof("keys of call %s: %s", record().call(), failure.getMessage()));
    }

    /** The dialog's state for one more request of ours. */
    Ends nextRequest() {
        save(record().with(record().ends().next()));
        return record().ends();
    }

    /** Acknowledges a 2xx; what repeats it gets the same ACK. */
    void acknowledge(Response response, Peer to) {
        Request request = parts().messages().request(record().ends(), "ACK", SipMessages.seq(response),
                to.transport());
        ack = Optional.of(request);
        acknowledged = parts().requests().hop(record().ends()).invoke(hop -> {
            acked = Optional.of(hop);
            parts().sip().sendOnce(request, hop);
        }).replaceWithVoid().onFailure()
                .invoke(failure -> LOG.infof("no way for an ACK: %s", failure.getMessage())).onFailure()
                .recoverWithNull().memoize().indefinitely();
        acknowledged.subscribe().with(done -> {
        });
    }

    /** A 2xx came once more, or that of another branch of a call that has forked. */
    void stray(Response response, Peer from) {
        if (SipMessages.toTag(response).equals(record().ends().remoteTag())) {
            if (ack.isPresent() && acked.isPresent() && SipMessages.seq(ack.get()) == SipMessages.seq(response)) {
                parts().sip().sendOnce(ack.get(), acked.get());
            }
        } else if (record().outgoing() && refused < MOST_REFUSED) {
            refused++;
            OutgoingCall.refuse(parts(), record().ends(), response, from);
        }
    }

    /** The other end is no longer there. */
    void vanished() {
        if (!isOver()) {
            bye("vanished");
            stop();
        }
    }

    /** Ends the dialog: BYE, whatever is answered. */
    void bye(String result) {
        if (isOver()) {
            return;
        }
        if (!said || result.equals("expired")) {
            stop();
        }
        Ends ends = record().ends().next();
        finish(result);
        bye(ends, Optional.empty());
    }

    private void bye(Ends ends, Optional<Response> challenge) {
        // Not before the ACK, whose way is looked up as well.
        acknowledged.chain(() -> parts().requests().hop(ends)).chain(to -> {
            Request bye = parts().messages().request(ends, "BYE", ends.localSeq(), to.transport());
            challenge.ifPresent(asked -> credentials.ifPresent(known -> known.answer(asked, bye)));
            return parts().requests().ended(bye, to);
        }).subscribe().with(ended -> {
            if (challenge.isEmpty() && credentials.isPresent()) {
                ended.response().filter(Challenges::isChallenge).ifPresent(asked -> bye(ends.next(),
                        Optional.of(asked)));
            }
        }, failure -> LOG.infof("a BYE has no way: %s", failure.getMessage()));
    }

    Optional<Challenges> credentials() {
        return credentials;
    }

    @Override
    void dropped() {
        timer.cancel();
        offers.cancel();
    }
}
