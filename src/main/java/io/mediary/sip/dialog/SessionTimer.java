package io.mediary.sip.dialog;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import javax.sip.message.Message;

import io.mediary.config.SipConfig;
import io.mediary.sip.dialog.DialogRecord.Timer;
import io.mediary.sip.stack.Incoming;

/** A dialog's session timer (RFC 4028): refreshes it in time, or ends it where the other end does not. Confined to the loop. */
final class SessionTimer {

    private static final String NAME = "Session-Expires";
    private static final String LEAST = "Min-SE";
    /** Section 10: an end without refresh is told so long before, or a third of the time. */
    private static final int BEFORE = 32;

    /** Section 5: nothing shorter is ever agreed on. */
    private static final int SHORTEST = 90;
    /** Less than dialogs are kept without being written. */
    private static final int LONGEST = 86_400;

    private final Loop loop;
    private final Runnable refresh;
    private final Runnable expire;
    private Optional<Loop.Alarm> alarm = Optional.empty();

    SessionTimer(Loop loop, Runnable refresh, Runnable expire) {
        this.loop = loop;
        this.refresh = refresh;
        this.expire = expire;
    }

    /** The session was refreshed now. */
    void arm(Optional<Timer> timer) {
        cancel();
        alarm = timer.map(agreed -> agreed.ours()
                ? loop.after(Duration.ofSeconds(agreed.seconds() / 2), refresh)
                : loop.after(Duration.ofSeconds(agreed.seconds() - Math.min(BEFORE, agreed.seconds() / 3)), expire));
    }

    /** No more. */
    void cancel() {
        alarm.ifPresent(Loop.Alarm::cancel);
        alarm = Optional.empty();
    }

    /**
     * What a 2xx to a request of ours agrees on. Where it says nothing we refresh by ourselves: one who vanished would be talked to for ever.
     *
     * @param usual seconds, where it says nothing
     */
    static Timer agreed(Message response, int usual) {
        return SipMessages.number(response, NAME)
                .map(seconds -> new Timer(Math.max(SHORTEST, Math.min(LONGEST, seconds)),
                        refresher(response).map("uac"::equals).orElse(true)))
                .orElse(new Timer(usual, true));
    }

    /**
     * What a request of theirs comes to: they refresh where they know how to, unless they want us to; where they know nothing of timers, we do.
     *
     * @param usual seconds, where they say nothing
     * @param least seconds, below which nothing is agreed
     */
    private static Timer asked(Message request, int usual, int least) {
        int seconds = SipMessages.number(request, NAME).map(wish -> Math.max(least, Math.min(wish, usual)))
                .orElse(usual);
        boolean knows = supports(request);
        return new Timer(seconds, !knows || refresher(request).filter("uas"::equals).isPresent());
    }

    /** Agrees in a 2xx on what a request of theirs comes to. */
    static Timer agree(SipMessages messages, SipConfig.SessionTimer config, Message request, Message ok) {
        Timer timer = asked(request, (int) config.expires().toSeconds(), (int) config.shortest().toSeconds());
        messages.with(ok, NAME, timer.seconds() + ";refresher=" + (timer.ours() ? "uas" : "uac"));
        if (supports(request)) {
            messages.with(ok, "Require", "timer");
        }
        return timer;
    }

    /** Says in a request of ours how long the session shall live. */
    static void ask(SipMessages messages, SipConfig.SessionTimer config, Message request, int seconds) {
        messages.with(request, NAME, Integer.toString(seconds));
        messages.with(request, LEAST, Long.toString(config.shortest().toSeconds()));
    }

    /** Refuses a request whose wish is too short. */
    static void refuse(SipMessages messages, SipConfig.SessionTimer config, Incoming incoming) {
        incoming.answer(messages.with(incoming.response(422), LEAST, Long.toString(config.shortest().toSeconds())));
    }

    /** Whether a request's wish is too short, and its sender can be told so (section 9). */
    static boolean isTooShort(Message request, SipConfig.SessionTimer config) {
        return supports(request) && SipMessages.number(request, NAME)
                .filter(wish -> wish < config.shortest().toSeconds()).isPresent();
    }

    /** Whether the other end knows of session timers. */
    private static boolean supports(Message message) {
        return SipMessages.words(message, "Supported").contains("timer")
                || SipMessages.words(message, "Require").contains("timer");
    }

    private static Optional<String> refresher(Message message) {
        return SipMessages.value(message, NAME).map(text -> text.toLowerCase(Locale.ROOT))
                .filter(text -> text.contains("refresher="))
                .map(text -> text.replaceFirst(".*refresher=\\s*", "").split("[;\\s]")[0]);
    }
}
