package io.mediary.packaged;

import org.junit.jupiter.api.Test;

import io.mediary.testing.Packaging;

/** The fast-jar, started as the documentation says. */
class TheJarServesIT extends PackagedContract {

    @Override
    Packaging packaging() {
        return Packaging.jar(Jvm.own().home());
    }

    /** Not of the jar with a cache: its classes are these. */
    @Test
    void aWrongSettingEndsTheStartAndIsNamed() {
        WrongSettings.endTheStart(Packaging.jar(), settings());
    }
}
