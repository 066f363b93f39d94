package io.mediary.function;

import io.smallrye.mutiny.Uni;

/**
 * Keeps the administrators' commands for administrators; others get {@code unauthorized}. Whether a caller may act on
 * an object is for the function to say, which alone knows whose it is.
 */
final class AuthorizingPipeline implements Pipeline {

    private final Pipeline inside;
    private final Catalogue catalogue;

    AuthorizingPipeline(Pipeline inside, Catalogue catalogue) {
        this.inside = inside;
        this.catalogue = catalogue;
    }

    @Override
    public Uni<Answer> run(Request request) {
        boolean restricted = catalogue.find(request.name()).filter(CatalogueEntry::administrators).isPresent();
        if (restricted && !request.caller().administrator()) {
            throw Failure.of(ErrorCode.UNAUTHORIZED);
        }
        return inside.run(request);
    }
}
