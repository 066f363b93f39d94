package io.mediary.function;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.type.LogicalType;

import io.mediary.config.LimitsConfig;
import io.quarkus.jackson.ObjectMapperCustomizer;

/**
 * How JSON is read and written here, applied to the one {@link ObjectMapper} that all inject. Types must be what they
 * say: no {@code "1"} for 1, no 1.5 for an integer, no 1 for true. Depth and lengths are bounded. Enumerations are
 * their constants' names in lower case unless {@code @JsonProperty} says otherwise; absent values are not written.
 */
@Singleton
public class JsonRules implements ObjectMapperCustomizer {

    private final StreamReadConstraints constraints;

    @Inject
    JsonRules(LimitsConfig limits) {
        this(limits.jsonDepth() * 4, Math.toIntExact(limits.frameSize().asLongValue()));
    }

    /**
     * Wider bounds than those of requests ({@link RequestJson}): what came in by a request is stored and sent on inside
     * of other objects, and must stay readable there.
     *
     * @param depth of nested objects and arrays
     * @param stringLength in characters
     */
    public JsonRules(int depth, int stringLength) {
        this.constraints = StreamReadConstraints.builder().maxNestingDepth(depth).maxStringLength(stringLength)
                .build();
    }

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.getFactory().setStreamReadConstraints(constraints);
        mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .setSerializationInclusion(JsonInclude.Include.NON_ABSENT);
        // Deprecated setters: the builder is out of reach, the mapper is Quarkus'.
        mapper.configure(MapperFeature.ALLOW_COERCION_OF_SCALARS, false);
        refuseText(mapper.coercionConfigDefaults());
        MutableCoercionConfig text = mapper.coercionConfigFor(LogicalType.Textual);
        text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
        text.setCoercion(CoercionInputShape.EmptyString, CoercionAction.TryConvert);
        mapper.setAnnotationIntrospector(new AnnotationIntrospectorPair(
                mapper.getSerializationConfig().getAnnotationIntrospector(), new LowerCaseWords()));
    }

    private static void refuseText(MutableCoercionConfig coercions) {
        coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    }
}
