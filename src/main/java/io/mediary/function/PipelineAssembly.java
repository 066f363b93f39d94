package io.mediary.function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.config.LimitsConfig;
import io.mediary.signal.Steps;

/** Puts the steps of a call around each other; the outermost comes first in time. */
class PipelineAssembly {

    @Produces
    @ApplicationScoped
    Pipeline pipeline(Catalogue catalogue, InputDecoder decoder, ObjectMapper mapper, Failures failures,
            LimitsConfig limits, Steps steps) {
        Pipeline running = new Runner(catalogue, decoder, mapper);
        Pipeline authorizing = new AuthorizingPipeline(running, catalogue);
        Pipeline authenticating = new AuthenticatingPipeline(authorizing, catalogue);
        Pipeline answering = new AnsweringPipeline(authenticating, failures, limits.callTimeout());
        return new MeasuringPipeline(answering, catalogue, steps);
    }
}
