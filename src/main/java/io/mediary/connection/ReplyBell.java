package io.mediary.connection;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Bell;

/** A client has answered, or acknowledged, a question of this instance: {@code reply ID JSON}. */
@ApplicationScoped
class ReplyBell implements Bell {

    private final Inbox inbox;

    ReplyBell(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public String type() {
        return "reply";
    }

    @Override
    public void ring(String rest) {
        int space = rest.indexOf(' ');
        inbox.replied(rest.substring(0, space), rest.substring(space + 1));
    }
}
