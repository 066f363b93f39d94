package io.mediary.media.kurento;

import jakarta.enterprise.context.ApplicationScoped;

import io.mediary.instance.Bell;

/** Rung when a Kurento session was given away and this instance is named to take it over; what is not heard is found later. */
@ApplicationScoped
public class OfferBell implements Bell {

    static final String TYPE = "adopt";

    private final Succession succession;

    OfferBell(Succession succession) {
        this.succession = succession;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public void ring(String rest) {
        succession.offered(rest);
    }
}
