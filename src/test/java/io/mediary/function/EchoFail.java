package io.mediary.function;

import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.constraints.NotNull;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/** A command for tests that fails in every way that a function can. */
@ApplicationScoped
@Command(value = "test/echo/fail", summary = "Fails")
public class EchoFail implements Function<EchoFail.Input, String> {

    /** How. */
    @RegisterForReflection
    public enum How {
        THROW_FAILURE,
        FAIL,
        WRAPPED,
        ACCIDENT,
        THROW_ACCIDENT,
        NO_UNI,
        SLOW
    }

    /**
     * @param code the name of the error, where the way is a failure
     */
    @RegisterForReflection
    public record Input(@NotNull How how, String code, Refused refused) {
    }

    /** A record that refuses what it is made of. */
    @RegisterForReflection
    public record Refused(String word) {
        public Refused {
            if ("bad".equals(word)) {
                throw new IllegalArgumentException("secret of the constructor");
            }
            if ("worse".equals(word)) {
                throw Failure.of(ErrorCode.INVALID_VALUE, word);
            }
        }
    }

    @Override
    public Uni<String> call(Input input, Caller caller) {
        return switch (input.how()) {
            case THROW_FAILURE -> throw failure(input);
            case FAIL -> Uni.createFrom().failure(failure(input));
            case WRAPPED -> Uni.createFrom().completionStage(CompletableFuture
                    .failedFuture(new CompletionException(failure(input))));
            case ACCIDENT -> Uni.createFrom().failure(new IllegalStateException("secret of the house"));
            case THROW_ACCIDENT -> throw new IllegalStateException("secret of the house");
            case NO_UNI -> null;
            case SLOW -> Uni.createFrom().nothing();
        };
    }

    private static Failure failure(Input input) {
        return Failure.of(ErrorCode.valueOf(input.code().toUpperCase(Locale.ROOT)), "detail");
    }
}
