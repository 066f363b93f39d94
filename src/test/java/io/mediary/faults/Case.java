package io.mediary.faults;

/**
 * A fault and what it may cost.
 *
 * @param name of its row
 * @param dead the address of the media server that dies; empty: none does
 * @param orderly no command may be left without an answer
 * @param fault what is done
 * @param mends what is done when all is measured but before what is left is counted
 */
record Case(String name, String dead, boolean orderly, Trial.Fault fault, Runnable mends) {

    /** After which nothing has to be put right. */
    static Case of(String name, Trial.Fault fault) {
        return new Case(name, "", false, fault, () -> {
        });
    }

    /** Of which clients are told in time. */
    static Case orderly(String name, Trial.Fault fault) {
        return new Case(name, "", true, fault, () -> {
        });
    }

    /** The sessions of a media server end. */
    static Case death(String name, String dead, Trial.Fault fault, Runnable mends) {
        return new Case(name, dead, false, fault, mends);
    }

    /** Whether a media server dies, and pictures with it. */
    boolean isDeath() {
        return !dead.isEmpty();
    }
}
