package io.mediary.api;

import java.util.List;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.mediary.function.Catalogue;
import io.mediary.function.CatalogueEntry;
import io.quarkus.arc.Arc;
import io.quarkus.smallrye.openapi.OpenApiFilter;

/**
 * Puts the commands of the catalogue into {@code /q/openapi}: a path each, typed from its records; and the door of recordings' files. It runs once, when
 * the document is first made, because only the running application knows which commands it serves.
 */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public class CommandsInOpenApi implements OASFilter {

    private static final String JSON = "application/json";
    private static final String BEARER = "bearer";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        // The extension makes filters itself, so nothing can be injected.
        Catalogue catalogue = Arc.container().instance(Catalogue.class).get();
        TypeSchemas schemas = new TypeSchemas(Arc.container().instance(ObjectMapper.class).get());
        if (document.getPaths() == null) {
            document.setPaths(OASFactory.createPaths());
        }
        ErrorResponses errors = new ErrorResponses();
        for (CatalogueEntry<?, ?> entry : catalogue.entries()) {
            document.getPaths().addPathItem("/v1/" + entry.name(),
                    OASFactory.createPathItem().POST(operation(entry, schemas, errors)));
        }
        if (catalogue.servesAny(RecordingInOpenApi.FAMILY)) {
            document.getPaths().addPathItem(RecordingInOpenApi.PATH, new RecordingInOpenApi(errors, BEARER).path());
        }
        Components components = document.getComponents() == null
                ? OASFactory.createComponents()
                : document.getComponents();
        schemas.named().forEach(components::addSchema);
        components.addSchema(ErrorResponses.SCHEMA, errors.schema());
        errors.byStatus().forEach(components::addResponse);
        components.addSecurityScheme(BEARER, OASFactory.createSecurityScheme().type(SecurityScheme.Type.HTTP)
                .scheme(BEARER).bearerFormat("JWT").description("Where authentication is on (mediary.auth.enabled)"));
        document.setComponents(components);
    }

    private static Operation operation(CatalogueEntry<?, ?> entry, TypeSchemas schemas, ErrorResponses errors) {
        Operation operation = OASFactory.createOperation()
                .operationId(entry.name().replace("/-/", "/").replace('/', '_'))
                .tags(List.of(entry.name().substring(0, entry.name().lastIndexOf('/')).replace("/-", "")))
                .summary(entry.summary()).description(description(entry))
                .addParameter(OASFactory.createParameter().name("Idempotency-Key").in(Parameter.In.HEADER)
                        .description("The same key from the same user makes a repeated create answer as the first did")
                        .schema(OASFactory.createSchema().addType(SchemaType.STRING).minLength(1).maxLength(128)))
                .requestBody(OASFactory.createRequestBody().content(json(schemas.ofInput(entry.input()))))
                .responses(responses(entry, schemas, errors));
        if (!entry.open()) {
            operation.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(BEARER));
        }
        return operation;
    }

    private static String description(CatalogueEntry<?, ?> entry) {
        return (entry.administrators() ? "Administrators only. " : "")
                + (entry.open() ? "Needs no login. " : "")
                + (entry.aliases().isEmpty() ? "" : "Also called " + String.join(", ", entry.aliases()) + ".");
    }

    private static APIResponses responses(CatalogueEntry<?, ?> entry, TypeSchemas schemas, ErrorResponses errors) {
        Schema envelope = OASFactory.createSchema().addType(SchemaType.OBJECT).addRequired("result")
                .addProperty("result", OASFactory.createSchema().addType(SchemaType.STRING).addEnumeration("ok"));
        schemas.ofOutput(entry.output()).ifPresent(data -> envelope.addProperty("data", data));
        APIResponses responses = OASFactory.createAPIResponses().addAPIResponse("200",
                OASFactory.createAPIResponse().description("It worked").content(json(envelope)));
        errors.references().forEach(responses::addAPIResponse);
        return responses;
    }

    static Content json(Schema schema) {
        return OASFactory.createContent().addMediaType(JSON, OASFactory.createMediaType().schema(schema));
    }
}
