package io.mediary.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.mediary.packaged.Starts.Start;
import io.mediary.testing.Packaging;
import io.mediary.testing.RunsAlone;

/**
 * The fast-jar with a cache that is trained here: an AOT cache where a JDK 25 is found, else an archive of class data of the JDK that runs
 * this. It starts strictly: a cache that the JVM does not take is a failure, and not a slower start.
 */
@RunsAlone
class TheAotJarServesIT extends PackagedContract {

    private static final Path APP = Path.of("target/quarkus-app");
    private static final Path COPY = Path.of("target/aot");
    private static final int ROUNDS = 3;
    private static final int TRIES = 3;
    /** The target, for AOT caches. */
    private static final double AOT_RATIO = 0.75;
    /** An archive of class data has no target of its own, but it must be worth its while. */
    private static final double ARCHIVE_RATIO = 0.9;

    private final Jvm jvm = Jvm.best();

    @Override
    Packaging packaging() {
        return Training.train(AotPackage.ofCopy(APP, COPY, jvm)).strict();
    }

    /**
     * Wall time, for that is what is waited for. The two take turns, so load meets both; where the first three of each do not
     * show it, three more are measured, twice at most, and all count.
     */
    @Test
    void startsInThreeQuartersOfThePlainJarsTime() {
        Packaging jar = Packaging.jar(jvm.home());
        Starts starts = new Starts(settings());
        double most = jvm.hasAot() ? AOT_RATIO : ARCHIVE_RATIO;
        for (int attempt = 0; attempt < TRIES && (attempt == 0 || ratio(starts, jar) > most); attempt++) {
            starts.measure(ROUNDS, List.of(jar, packaged()));
        }
        System.out.println(starts.table());
        assertThat(ratio(starts, jar)).as("%s", starts.table()).isLessThanOrEqualTo(most);
    }

    private double ratio(Starts starts, Packaging jar) {
        return starts.median(packaged(), Start::seconds) / starts.median(jar, Start::seconds);
    }
}
