package io.mediary.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What takes microseconds and happens in each command, by JMH: the classes named {@code *Jmh}. */
class SmallBench {

    private static final int KINDS = 6;

    @Test
    void measuresTheSmall() throws Exception {
        Collection<RunResult> results = new Runner(new OptionsBuilder().include("^io\\.mediary\\..*Jmh\\.")
                .mode(Mode.AverageTime).timeUnit(TimeUnit.MICROSECONDS).forks(Size.trial() ? 0 : 1)
                .warmupIterations(Size.trial() ? 0 : 4).warmupTime(TimeValue.milliseconds(400))
                .measurementIterations(Size.trial() ? 1 : 6)
                .measurementTime(TimeValue.milliseconds(Size.trial() ? 10 : 400))
                .shouldFailOnError(true).verbosity(VerboseMode.SILENT).build()).run();
        assertThat(results).hasSize(KINDS);
        Sheet sheet = new Sheet("small", "what a command takes of an instance for each of these").head("", "with",
                "µs", "± 99.9 %");
        for (RunResult run : results) {
            Result<?> result = run.getPrimaryResult();
            String live = run.getParams().getParam("live");
            sheet.row(result.getLabel(), live == null ? "" : live + " live sessions", result.getScore(),
                    Double.isNaN(result.getScoreError()) ? "" : result.getScoreError());
        }
        sheet.write();
    }
}
