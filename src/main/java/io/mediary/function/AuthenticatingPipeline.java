package io.mediary.function;

import io.smallrye.mutiny.Uni;

/** Lets callers without a login call the open commands only; all else is {@code not_authenticated}. */
final class AuthenticatingPipeline implements Pipeline {

    private final Pipeline inside;
    private final Catalogue catalogue;

    AuthenticatingPipeline(Pipeline inside, Catalogue catalogue) {
        this.inside = inside;
        this.catalogue = catalogue;
    }

    @Override
    public Uni<Answer> run(Request request) {
        if (request.caller().authenticated()
                || catalogue.find(request.name()).filter(CatalogueEntry::open).isPresent()) {
            return inside.run(request);
        }
        throw Failure.of(ErrorCode.NOT_AUTHENTICATED);
    }
}
