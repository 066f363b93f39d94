package io.mediary.packaged;

import io.mediary.testing.Packaging;

/** The fast-jar, started as the documentation says. */
class TheJarServesIT extends PackagedContract {

    @Override
    Packaging packaging() {
        return Packaging.jar(Jvm.own().home());
    }
}
