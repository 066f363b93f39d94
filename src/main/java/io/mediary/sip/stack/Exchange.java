package io.mediary.sip.stack;

import java.util.concurrent.atomic.AtomicBoolean;

import javax.sip.message.Response;

/** A request that was sent, and who waits for its answers: tells at most one end. Thread-safe. */
final class Exchange {

    private final Answers answers;
    private final Lanes lanes;
    private final String key;
    private final Peer to;
    private final AtomicBoolean over = new AtomicBoolean();

    /** @param key the Call-ID, on whose thread the answers are told */
    Exchange(Answers answers, Lanes lanes, String key, Peer to) {
        this.answers = answers;
        this.lanes = lanes;
        this.key = key;
        this.to = to;
    }

    /** Where it went. */
    Peer to() {
        return to;
    }

    /** A response came, on its Call-ID's thread; false: there has been a final one before. */
    boolean response(Response response, Peer from) {
        boolean first = response.getStatusCode() < 200 ? !over.get() : over.compareAndSet(false, true);
        if (first) {
            answers.response(response, from);
        }
        return first;
    }

    /** None came. */
    void timeout() {
        if (over.compareAndSet(false, true)) {
            lanes.execute(key, answers::timeout);
        }
    }

    /** It did not go out. */
    void unsent(String why) {
        if (over.compareAndSet(false, true)) {
            lanes.execute(key, () -> answers.unsent(why));
        }
    }
}
