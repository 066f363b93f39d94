package io.mediary.instance;

import java.security.SecureRandom;

import jakarta.enterprise.context.ApplicationScoped;

/** An identity that is new at each start. */
@ApplicationScoped
public class RandomIdentity implements Identity {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 12;

    private final String id;

    RandomIdentity() {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        id = text.toString();
    }

    @Override
    public String id() {
        return id;
    }
}
