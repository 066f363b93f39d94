package io.mediary.sip.stack;

import java.util.UUID;

/** Words that nobody can guess, for what SIP tells apart by them: tags, branches, Call-IDs. */
final class Words {

    private Words() {
    }

    /** One of 62 bits of chance, in letters and figures. */
    static String random() {
        return Long.toString(UUID.randomUUID().getMostSignificantBits() >>> 1, Character.MAX_RADIX);
    }
}
