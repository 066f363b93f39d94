package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import javax.sip.message.Request;
import javax.sip.message.Response;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.sip.dialog.DialogRecord.Media;
import io.mediary.sip.dialog.DialogRecord.Timer;
import io.mediary.sip.stack.Incoming;
import io.mediary.sip.stack.Peer;

/**
 * Offers and answers within a talk: re-INVITE and UPDATE both ways, for hold, session timers and a gateway's new address. One at a time: what crosses
 * is answered 491 (RFC 3261, section 14). Media servers describe once, so a new offer may change directions and nothing else. Confined to the loop.
 */
final class Offers {

    private static final Logger LOG = Logger.getLogger(Offers.class);

    private final Talk talk;
    private final Parts parts;
    private Optional<Repeater> repeater = Optional.empty();
    private Optional<Loop.Alarm> retry = Optional.empty();
    private boolean wantsAnswer;
    private boolean ours;
    private Optional<Boolean> next = Optional.empty();
    private boolean isMuted;
    private boolean told;
    private boolean unreached;
    private long awaited;

    Offers(Talk talk, Parts parts) {
        this.talk = talk;
        this.parts = parts;
    }

    /** An INVITE of theirs was answered with 2xx. @param answerComes with the ACK */
    void answered(Incoming invite, Response ok, boolean answerComes) {
        wantsAnswer = answerComes;
        awaited = SipMessages.seq(invite.request());
        repeater = Optional.of(new Repeater(parts.loop(), () -> parts.sip().sendOnce(ok, invite.back()),
                () -> {
                    LOG.infof("call %s: no ACK", talk.record().call());
                    talk.vanished();
                }));
    }

    /** Their ACK. */
    void acked(Request ack) {
        // The ACK of an INVITE before may come once more.
        if (repeater.isEmpty() || SipMessages.seq(ack) != awaited) {
            return;
        }
        repeater.get().stop();
        repeater = Optional.empty();
        Optional<String> sdp = SipMessages.sdp(ack);
        if (wantsAnswer) {
            wantsAnswer = false;
            sdp.flatMap(SipSdp::parse).ifPresentOrElse(answer -> described(sdp.get(), answer), talk::vanished);
        }
        goOn();
    }

    /** The answer to an offer in our 2xx: the first one goes to the media server, later ones change directions alone. */
    private void described(String text, SipSdp answer) {
        Media media = talk.record().media();
        boolean first = media.remote().isEmpty();
        talk.save(talk.record().with(media.heard(text, answer.direction())));
        if (!first) {
            muted(answer.direction());
            return;
        }
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("session_id",
                talk.record().session().orElseThrow());
        data.putObject("answer").put("sdp", parts.audio().answer(talk.record().media())).put("sdp_type", "rtp");
        talk.api("media/session/set_answer", data).subscribe().with(done -> muted(answer.direction()), failure -> {
            LOG.infof("call %s: the answer is refused: %s", talk.record().call(), failure.getMessage());
            talk.vanished();
        });
    }

    /** Their re-INVITE or UPDATE. */
    void asked(Incoming incoming) {
        unreached = false;
        Request request = incoming.request();
        String type = SipMessages.bodyType(request);
        if (ours || repeater.isPresent()) {
            incoming.answer(491);
        } else if (SessionTimer.isTooShort(request, parts.config().sessionTimer())) {
            SessionTimer.refuse(parts.messages(), parts.config().sessionTimer(), incoming);
        } else if (type.isEmpty()) {
            unoffered(incoming);
        } else if (!type.equals(SipMessages.SDP)) {
            incoming.answer(parts.messages().with(incoming.response(415), "Accept", SipMessages.SDP));
        } else {
            offered(incoming, SipMessages.body(request));
        }
    }

    /** Without an offer: an INVITE wants one from us, an UPDATE wants none. */
    private void unoffered(Incoming incoming) {
        Media media = talk.record().media();
        if (incoming.request().getMethod().equals("UPDATE") || media.local().isEmpty()) {
            agree(incoming, Optional.empty(), false);
            return;
        }
        String again = SipSdp.again(media.local().get(), media.version() + 1, media.own());
        talk.become(talk.record().with(media.told(again, media.held())));
        agree(incoming, Optional.of(again), true);
    }

    private void offered(Incoming incoming, String text) {
        Media media = talk.record().media();
        Optional<SipSdp> offer = SipSdp.parse(text);
        if (offer.isEmpty() || media.remote().isEmpty() || media.local().isEmpty()
                || !keeps(text, media.remote().get())) {
            incoming.answer(parts.messages().with(incoming.response(488), "Warning",
                    "305 mediary \"Media stay where they are\""));
            return;
        }
        Direction theirs = offer.get().direction();
        Direction answer = theirs.reversed().and(media.own());
        String described = offer.get().answered(media.local().get(), media.version() + 1, answer);
        talk.become(talk.record().with(media.heard(text, theirs).told(described, media.held())));
        agree(incoming, Optional.of(described), false);
        muted(theirs);
    }

    /** Keys in the audio are nothing to agree on. */
    private static boolean keeps(String text, String former) {
        return SipSdp.parse(KeyFormats.without(text)).orElseThrow().keeps(KeyFormats.without(former));
    }

    private void agree(Incoming incoming, Optional<String> sdp, boolean answerComes) {
        Request request = incoming.request();
        SipMessages.target(request).ifPresent(target -> talk.become(talk.record().with(
                talk.record().ends().at(target, Flow.of(incoming.source())))));
        Response ok = incoming.response(200);
        parts.messages().reachable(ok, talk.record().ends().localUser(), incoming.source().transport());
        Timer timer = SessionTimer.agree(parts.messages(), parts.config().sessionTimer(), request, ok);
        sdp.ifPresent(text -> parts.messages().body(ok, SipMessages.SDP, text));
        talk.refreshed(Optional.of(timer));
        talk.save(talk.record());
        incoming.answer(ok);
        if (request.getMethod().equals("INVITE")) {
            answered(incoming, ok, answerComes);
        }
    }

    /** Another gateway has told what the telephone said last. */
    void resumed(Direction theirs) {
        isMuted = !theirs.sends();
        told = !theirs.receives();
    }

    /** What the telephone sends is cut off where it says that it sends nothing; the other end of the call hears of being held. */
    void muted(Direction theirs) {
        boolean mute = !theirs.sends();
        Optional<String> session = talk.record().session();
        if (mute != isMuted && session.isPresent()) {
            isMuted = mute;
            talk.tell("media/session/update_media", JsonNodeFactory.instance.objectNode()
                    .put("session_id", session.get()).put("mute_audio", mute).put("mute_video", mute));
        }
        boolean held = !theirs.receives();
        if (held != told) {
            told = held;
            talk.inform(JsonNodeFactory.instance.objectNode().put("hold", held));
        }
    }

    /** Our end holds the other, or goes on. */
    void hold(boolean held) {
        if (held != next.orElse(talk.record().media().held())) {
            offer(Optional.of(held));
        }
    }

    /** Says again what was said last: a refresh, and where we are. */
    void again() {
        offer(Optional.empty());
    }

    private void offer(Optional<Boolean> held) {
        held.ifPresent(wish -> next = held);
        if (ours || repeater.isPresent() || retry.isPresent()) {
            next = next.or(() -> Optional.of(talk.record().media().held()));
            return;
        }
        Media media = talk.record().media();
        if (media.local().isEmpty() || talk.isOver()) {
            return;
        }
        boolean hold = next.orElse(media.held());
        next = Optional.empty();
        Direction direction = hold ? Direction.SENDONLY : Direction.SENDRECV;
        String again = SipSdp.again(media.local().get(), media.version() + 1, direction);
        talk.become(talk.record().with(media.told(again, hold)));
        ours = true;
        invite(talk.nextRequest(), again, Optional.empty());
    }

    private void invite(Ends ends, String sdp, Optional<Response> challenge) {
        parts.requests().hop(ends).chain(to -> {
            Request request = parts.messages().request(ends, "INVITE", ends.localSeq(), to.transport());
            parts.messages().reachable(request, ends.localUser(), to.transport());
            int seconds = talk.record().timer().map(Timer::seconds)
                    .orElse((int) parts.config().sessionTimer().expires().toSeconds());
            SessionTimer.ask(parts.messages(), parts.config().sessionTimer(), request, seconds);
            parts.messages().body(request, SipMessages.SDP, sdp);
            challenge.ifPresent(asked -> talk.credentials().ifPresent(known -> known.answer(asked, request)));
            return parts.requests().ended(request, to).invoke(ended -> done(ended, to, sdp, challenge.isPresent()));
        }).subscribe().with(done -> {
        }, failure -> {
            LOG.infof("call %s: no way for an offer: %s", talk.record().call(), failure.getMessage());
            ours = false;
            unanswered();
        });
    }

    private void done(Requests.Ended ended, Peer to, String sdp, boolean challenged) {
        Optional<Response> response = ended.response();
        if (ended.ok()) {
            talk.acknowledge(response.orElseThrow(), to);
        }
        if (talk.isOver()) {
            return;
        }
        if (!challenged && talk.credentials().isPresent() && response.filter(Challenges::isChallenge).isPresent()) {
            invite(talk.nextRequest(), sdp, response);
            return;
        }
        ours = false;
        if (ended.ok()) {
            agreed(response.orElseThrow());
        } else if (ended.gone()) {
            talk.vanished();
            return;
        } else if (ended.status() == 491) {
            // The one who made the Call-ID waits longer (section 14.1).
            int longest = 2000;
            int wait = ThreadLocalRandom.current().nextInt(10, longest) + (talk.record().outgoing() ? 2100 : 0);
            next = next.or(() -> Optional.of(talk.record().media().held()));
            retry = Optional.of(parts.loop().after(Duration.ofMillis(wait), () -> {
                retry = Optional.empty();
                goOn();
            }));
            return;
        } else {
            LOG.infof("call %s: an offer is refused: %d", talk.record().call(), ended.status());
            if (response.isEmpty()) {
                unanswered();
                return;
            }
            unreached = false;
            talk.refreshed(talk.record().timer());
        }
        goOn();
    }

    /** There is no way to the other end just now; where there is none the next time either, it is gone. */
    private void unanswered() {
        if (talk.isOver()) {
            return;
        }
        if (unreached) {
            talk.vanished();
            return;
        }
        unreached = true;
        talk.refreshed(talk.record().timer());
        goOn();
    }

    private void agreed(Response ok) {
        unreached = false;
        Optional<String> text = SipMessages.sdp(ok);
        SipMessages.target(ok).ifPresent(target -> talk.become(talk.record().with(talk.record().ends()
                .at(target))));
        text.flatMap(SipSdp::parse).ifPresent(sdp -> {
            Direction theirs = sdp.direction();
            talk.become(talk.record().with(talk.record().media().heard(text.get(), theirs)));
            if (!talk.record().media().held()) {
                muted(theirs);
            }
        });
        talk.refreshed(Optional.of(SessionTimer.agreed(ok, (int) parts.config().sessionTimer().expires()
                .toSeconds())));
        talk.save(talk.record());
    }

    /** What has waited until the last offer was through. */
    private void goOn() {
        if (next.isPresent()) {
            offer(Optional.empty());
        }
    }

    /** No more. */
    void cancel() {
        repeater.ifPresent(Repeater::stop);
        retry.ifPresent(Loop.Alarm::cancel);
    }
}
