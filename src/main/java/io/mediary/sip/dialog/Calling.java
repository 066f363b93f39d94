package io.mediary.sip.dialog;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import javax.sip.address.SipURI;
import javax.sip.address.URI;
import javax.sip.header.FromHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.sip.dialog.DialogRecord.Media;
import io.mediary.sip.dialog.DialogRecord.Stage;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;
import io.mediary.sip.stack.UserPart;
import io.smallrye.mutiny.Uni;

/** Where dialogs begin: calls that invite a line, INVITEs that come in, and dialogs of a gateway that is gone. Confined to the loop. */
final class Calling {

    private static final Logger LOG = Logger.getLogger(Calling.class);

    private final Parts parts;
    private final Directory directory;
    private final Set<Incoming> judged = new HashSet<>();

    Calling(Parts parts, Directory directory) {
        this.parts = parts;
        this.directory = directory;
    }

    Parts parts() {
        return parts;
    }

    /** A call rings a SIP address: completes when the dialog would survive this gateway. */
    Uni<Void> invited(Line line, ObjectNode invite) {
        String call = invite.path("call_id").asText();
        String session = invite.path("session_id").asText();
        String offer = invite.at("/offer/sdp").asText(invite.path("offer").asText());
        String callee = invite.path("callee").asText();
        if (parts.dialogs().of(call, line).stream()
                .anyMatch(dialog -> dialog.record().session().filter(session::equals).isPresent())) {
            return Uni.createFrom().voidItem();
        }
        if (SipSdp.parse(offer).isEmpty()) {
            return Uni.createFrom().failure(Failure.of(ErrorCode.INCOMPATIBLE_SESSION));
        }
        return Uni.combine().all()
                .unis(line.call("media/call/get_info", data().put("call_id", call)), directory.telephone(callee))
                .asTuple().emitOn(parts.loop())
                .chain(known -> isOver(known.getItem1(), session)
                        ? Uni.createFrom().voidItem()
                        : begin(line, invite, offer, Dialling.Who.of(known.getItem1()), known.getItem2()));
    }

    /** Whether a leg of a call is over, though it was to ring just now. */
    private static boolean isOver(JsonNode call, String session) {
        for (JsonNode leg : call.path("legs")) {
            if (leg.path("session_id").asText().equals(session)) {
                return leg.has("code");
            }
        }
        return false;
    }

    /** One that must not or cannot be called is a leg that is rejected, with its reason. */
    private Uni<Void> begin(Line line, ObjectNode invite, String offer, Dialling.Who caller,
            Optional<Dialling.Telephone> telephone) {
        String call = invite.path("call_id").asText();
        String session = invite.path("session_id").asText();
        String callee = invite.path("callee").asText();
        try {
            if (telephone.isEmpty()) {
                directory.checkMayDial(caller.user(), parts.dialling().isByTrunk(callee));
            }
            Dialling.Target target = parts.dialling().target(callee, caller, telephone);
            return begin(line, call, session, offer, target);
        } catch (Failure refused) {
            line.call("media/call/rejected", data().put("call_id", call).put("session_id", session)
                    .put("code", refused.code().code()).put("reason", refused.getMessage())).subscribe().with(done -> {
                    }, failure -> LOG.infof("call %s: %s", call, failure.getMessage()));
            return Uni.createFrom().voidItem();
        }
    }

    private Uni<Void> begin(Line line, String call, String session, String offer, Dialling.Target target) {
        String tag = tag();
        Ends ends = new Ends(parts.sip().newCallId().getCallId(), tag, Optional.empty(), target.local(),
                "<" + target.uri() + ">", target.uri(), target.routes(), 0, -1, target.flow());
        DialogRecord record = new DialogRecord(call, Optional.of(session), true, Stage.CALLING, ends,
                Media.none(number()), Optional.empty(), Optional.empty());
        OutgoingCall dialog = new OutgoingCall(parts, line, record, target);
        parts.dialogs().put(dialog);
        Uni<Void> begun = parts.audio().offered(record.media(), SipSdp.usual(offer)).chain(described -> {
            dialog.carry(described.tap());
            return dialog.save(record.with(described.media()));
        }).invoke(dialog::dial).memoize().indefinitely();
        // Who waits for this line's answer may give the leg up; what is opened for it is the dialog's nevertheless, and ends with that.
        begun.subscribe().with(done -> LOG.debugf("call %s is dialled", call),
                failure -> LOG.errorf(failure, "call %s is not dialled", call));
        return begun.onCancellation()
                .invoke(() -> parts.loop().execute(dialog::unwanted));
    }

    /** An event of a line's. */
    void happened(Line line, JsonNode event) {
        if (!event.path("class").asText().equals("media") || !event.path("subclass").asText().equals("call")) {
            return;
        }
        String type = event.path("type").asText();
        JsonNode body = event.path("body");
        for (Dialog dialog : parts.dialogs().of(event.path("obj_id").asText(), line)) {
            boolean others = body.path("session_id").isTextual() && type.equals("hangup")
                    && dialog.record().session().filter(body.path("session_id").asText()::equals).isEmpty();
            if (others) {
                continue;
            }
            if (type.equals("hangup")) {
                dialog.hungUp(body.path("code").asInt(), body.path("reason").asText());
            } else {
                dialog.told(type, body);
            }
        }
    }

    /** An INVITE that begins something. */
    void rung(Line line, Incoming incoming) {
        Request request = incoming.request();
        String type = SipMessages.bodyType(request);
        Optional<String> outside = parts.dialling().outside(request.getRequestURI(), directory::isKnown);
        Optional<String> user = user(request.getRequestURI());
        if (parts.dialogs().isMerged(request)
                || judged.stream().anyMatch(other -> Dialogs.isSame(other.request(), request))) {
            incoming.answer(482);
        } else if (!type.isEmpty() && !type.equals(SipMessages.SDP)) {
            incoming.answer(parts.messages().with(incoming.response(415), "Accept", SipMessages.SDP));
        } else if (!type.isEmpty() && SipSdp.parse(SipMessages.body(request)).isEmpty()) {
            incoming.answer(488);
        } else if (SessionTimer.isTooShort(request, parts.config().sessionTimer())) {
            SessionTimer.refuse(parts.messages(), parts.config().sessionTimer(), incoming);
        } else if (outside.isEmpty() && user.isEmpty() || SipMessages.target(request).isEmpty()) {
            incoming.answer(SipMessages.target(request).isEmpty() ? 400 : 404);
        } else if (isTooMuch(incoming)) {
            incoming.answer(parts.messages().with(incoming.response(503), "Retry-After", "10"));
        } else {
            judged.add(incoming);
            Uni.createFrom().deferred(() -> directory.admit(incoming)).emitOn(parts.loop()).subscribe()
                    .with(admitted -> {
                        if (judged.remove(incoming) && admitted) {
                            admitted(line, incoming, outside, user);
                        }
                    }, failure -> {
                        judged.remove(incoming);
                        LOG.infof("a caller cannot be judged: %s", failure.getMessage());
                        incoming.answer(parts.messages().with(incoming.response(503), "Retry-After", "10"));
                    });
        }
    }

    /** The user here that an address is; the gateways' own is not called. */
    private Optional<String> user(URI called) {
        return called instanceof SipURI uri && parts.sip().isOurs(uri)
                ? UserPart.of(uri).filter(user -> !user.equals(Line.USER))
                : Optional.empty();
    }

    /** A telephone of ours may call outside, where its user may; anybody may call our users. */
    private void admitted(Line line, Incoming incoming, Optional<String> outside, Optional<String> user) {
        if (outside.isPresent() && directory.isProved(incoming)) {
            FromHeader from = (FromHeader) incoming.request().getHeader(FromHeader.NAME);
            try {
                directory.checkMayDial(user(from.getAddress().getURI()).orElse(""), true);
            } catch (Failure refused) {
                incoming.answer(Reasons.status(refused.code()));
                return;
            }
            incoming.answer(100);
            begin(line, incoming, "sip", outside.get());
        } else if (user.isPresent()) {
            incoming.answer(100);
            begin(line, incoming, "user", user.get());
        } else {
            incoming.answer(404);
        }
    }

    /** Whether a source lets so much ring that others would have nothing left. */
    private boolean isTooMuch(Incoming incoming) {
        return !directory.isTrusted(incoming)
                && parts.dialogs().ringing(incoming.source().host()) >= parts.config().limits().ringing();
    }

    /** The caller gave up, perhaps while it was looked who it is: then nobody rings. */
    void cancelled(Incoming invite) {
        judged.remove(invite);
        parts.dialogs().cancelled(invite.request()).ifPresentOrElse(IncomingCall::cancelled,
                () -> invite.answer(Response.REQUEST_TERMINATED));
    }

    private void begin(Line line, Incoming incoming, String type, String callee) {
        Request request = incoming.request();
        Peer source = incoming.source();
        FromHeader from = (FromHeader) request.getHeader(FromHeader.NAME);
        ToHeader to = (ToHeader) request.getHeader(ToHeader.NAME);
        Ends ends = new Ends(SipMessages.callId(request), incoming.tag(), Optional.ofNullable(from.getTag()),
                to.getAddress().toString(), from.getAddress().toString(), SipMessages.target(request).orElseThrow(),
                SipMessages.routes(request, false), 0, SipMessages.seq(request), Optional.of(Flow.of(source)));
        Media media = Media.none(number());
        Optional<String> offer = SipMessages.sdp(request);
        Media heard = offer.map(text -> media.heard(text, SipSdp.parse(text).orElseThrow().direction()))
                .orElse(media);
        DialogRecord record = new DialogRecord(UUID.randomUUID().toString(), Optional.empty(), false, Stage.CALLING,
                ends, heard, Optional.empty(), Optional.of(request.toString()));
        ObjectNode caller = data().put("type", "sip").put("address", from.getAddress().getURI().toString());
        Optional.ofNullable(from.getAddress().getDisplayName()).ifPresent(name -> caller.put("name", name));
        // A user of ours by name alone where it is one: those of other hosts are known by their address.
        if (from.getAddress().getURI() instanceof SipURI uri && parts.sip().isOurs(uri)) {
            UserPart.of(uri).ifPresent(known -> caller.put("user", known));
        }
        new IncomingCall(parts, line, record, incoming).begin(type, callee, caller, directory.isKnown(callee));
    }

    /** A dialog of a gateway that is gone. @param alive its line goes on; else its call has ended */
    void revive(Line line, DialogRecord record, boolean alive) {
        if (record.stage() == Stage.TALKING) {
            Talk talk = new Talk(parts, line, record.with(record.ends().skipping()),
                    record.outgoing() ? parts.dialling().credentials(record.ends()) : Optional.empty());
            parts.dialogs().put(talk);
            if (alive) {
                talk.carryAgain(talk::resumed);
            } else {
                talk.bye("failed");
            }
        } else if (record.outgoing()) {
            OutgoingCall.withdraw(parts, record).subscribe().with(done -> {
            });
            if (alive) {
                redial(line, record);
            }
        } else {
            Flow flow = record.ends().flow().orElseThrow();
            IncomingCall call = new IncomingCall(parts, line, record, new StoredInvite(parts.sip(),
                    parts.messages().parse(record.invite().orElseThrow()), flow.peer(), record.id()));
            parts.dialogs().put(call);
            if (alive) {
                call.carryAgain(call::resumed);
            } else {
                call.hungUp(ErrorCode.NO_ANSWER.code(), "");
            }
        }
    }

    private void redial(Line line, DialogRecord record) {
        parts.store().remove(line.ref(), record.id()).subscribe().with(done -> {
        }, failure -> LOG.infof("a former dialog stays: %s", failure.getMessage()));
        DialogRecord anew = OutgoingCall.anew(record, parts.sip().newCallId().getCallId(), tag());
        Ends ends = anew.ends();
        OutgoingCall call = new OutgoingCall(parts, line, anew, new Dialling.Target(ends.target(), ends.routes(),
                ends.flow(), ends.local(), ends.localUser(), parts.dialling().credentials(ends)));
        parts.dialogs().put(call);
        call.carryAgain(() -> call.save(call.record()).subscribe().with(done -> call.dial()));
    }

    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }

    private static String tag() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** As long as RFC 8866 lets it be for everyone's sake: it fits 32 bits. */
    private static long number() {
        return UUID.randomUUID().getMostSignificantBits() >>> 33;
    }
}
