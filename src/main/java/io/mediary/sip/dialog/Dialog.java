package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.Optional;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.signal.Trail;
import io.mediary.sip.audio.AudioTap;
import io.mediary.sip.stack.Incoming;
import io.smallrye.mutiny.Uni;

/** One dialog, or what becomes one, as this gateway drives it: one end of a call. Confined to the loop. */
abstract class Dialog {

    private static final Logger LOG = Logger.getLogger(Dialog.class);

    /** So long after another gateway has a dialog, the telephone may not know. */
    private static final Duration MOVES = Duration.ofSeconds(5);

    private final Parts parts;
    private Line line;
    private DialogRecord record;
    private Uni<Void> written = Uni.createFrom().voidItem();
    private Optional<AudioTap> tap = Optional.empty();
    private boolean moving;
    private boolean over;

    Dialog(Parts parts, Line line, DialogRecord record) {
        this.parts = parts;
        this.line = line;
        this.record = record;
    }

    /** A request of the other end within the dialog. */
    abstract void requested(Incoming incoming);

    /** The call is over, or this end's part in it. @param code the reason's number */
    abstract void hungUp(int code, String reason);

    /** Something else happened to the call. */
    abstract void told(String type, JsonNode body);

    /** Timers go, and nothing more is sent: another gateway has it, or it is over. */
    abstract void dropped();

    final Parts parts() {
        return parts;
    }

    final Line line() {
        return line;
    }

    final DialogRecord record() {
        return record;
    }

    final boolean isOver() {
        return over;
    }

    /** Its line has come back as another. */
    final void move(Line next) {
        line = next;
    }

    /** It is another gateway's, which tells the telephone where its audio goes from now on: what comes until then is still passed on. */
    final void drop() {
        over = true;
        parts.dialogs().remove(this);
        tap.ifPresent(way -> parts.loop().after(MOVES, way::close));
        dropped();
    }

    /** The telephone's audio comes by this, as long as the dialog is here. */
    final void carry(Optional<AudioTap> way) {
        tap = way;
        if (over) {
            tap.ifPresent(AudioTap::close);
        }
    }

    /** Whether what the telephone was told last leads to a gateway that is gone. */
    final boolean isMoving() {
        return moving;
    }

    final Optional<AudioTap> tap() {
        return tap;
    }

    /** Another gateway's way of the telephone's audio is gone with it: there is one here before anything is said. Nothing happens where it is over by then. */
    final void carryAgain(Runnable then) {
        if (!TelephoneAudio.isTapped(record.media())) {
            then.run();
            return;
        }
        moving = true;
        parts.audio().open().subscribe().with(way -> {
            moving = false;
            carry(way);
            if (!over) {
                become(record.with(TelephoneAudio.moved(record.media(), way)));
                then.run();
            }
        });
    }

    /** It goes on with what another one has begun: what that one writes still comes first. */
    final void follow(Dialog former) {
        written = former.written;
        tap = former.tap;
    }

    /** Is as this from now on; completes, in every case, when it is written or cannot be. One after another: the last one stays. */
    final Uni<Void> save(DialogRecord next) {
        record = next;
        Uni<Void> mine = written
                .chain(() -> over ? Uni.createFrom().voidItem() : parts.store().save(line.ref(), record))
                .onFailure().invoke(failure -> unwritten("written", failure)).onFailure().recoverWithNull()
                .memoize().indefinitely();
        written = mine;
        mine.emitOn(parts.loop()).subscribe().with(done -> {
            // What is done is not kept: a dialog may last, and be written, for days.
            if (written == mine) {
                written = Uni.createFrom().voidItem();
            }
        });
        return mine.emitOn(parts.loop());
    }

    /** It is as this, which is written with the next change. */
    final void become(DialogRecord next) {
        record = next;
    }

    /** Another one goes on with it: nothing is written or removed here any more. */
    final DialogRecord passed() {
        over = true;
        dropped();
        return record;
    }

    /** It is over. @param result for the books: one of a small closed set */
    final void finish(String result) {
        if (over) {
            return;
        }
        over = true;
        parts.dialogs().remove(this);
        tap.ifPresent(AudioTap::close);
        dropped();
        parts.signals().count("mediary.sip.calls", "direction", record.outgoing() ? "out" : "in", "result", result);
        written.chain(() -> parts.store().remove(line.ref(), record.id())).subscribe().with(done -> {
        }, failure -> unwritten("removed", failure));
    }

    private void unwritten(String what, Throwable failure) {
        LOG.warnf("dialog %s of call %s is not %s: %s", record.id(), record.call(), what, failure.getMessage());
    }

    /** Calls the API about this end of the call; completes on the loop. */
    final Uni<JsonNode> api(String name, ObjectNode data) {
        return trail().call(() -> line.call(name, data));
    }

    /** Calls it about the call, and logs where it fails. */
    final void tell(String cmd, ObjectNode data) {
        api(cmd, data).subscribe().with(done -> {
        }, failure -> trail().run(() -> LOG.infof("%s of call %s: %s", cmd, record.call(), failure.getMessage())));
    }

    /** Names the call and this end of it. */
    final ObjectNode about() {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("call_id", record.call());
        record.session().ifPresent(session -> data.put("session_id", session));
        return data;
    }

    /** Ends this end's session, and so the call. */
    final void stop() {
        record.session().ifPresentOrElse(
                session -> tell("media/session/destroy",
                        JsonNodeFactory.instance.objectNode().put("session_id", session)),
                () -> tell("media/call/hangup", JsonNodeFactory.instance.objectNode().put("call_id", record.call())));
    }

    /** Whose work this is, in log lines. */
    final Trail trail() {
        return Trail.NONE.of(Optional.of(line.id()), "sip").about(record.session().orElse(record.call()));
    }

    static ErrorCode code(Throwable failure) {
        return failure instanceof Failure known ? known.code() : ErrorCode.INTERNAL_ERROR;
    }
}
