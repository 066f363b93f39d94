package io.mediary.api;

import java.util.List;
import java.util.Map;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

import io.mediary.recording.Links;

/** The door of recordings' files in OpenAPI: no command, so the catalogue does not know it. */
final class RecordingInOpenApi {

    /** Whose commands must be served for this door to be open. */
    static final String FAMILY = "media/recording";
    /** The path in the document. */
    static final String PATH = Links.PATH + "{recording_id}";

    private static final List<String> TYPES = List.of("video/webm", "video/mp4", "audio/webm", "audio/mp4");

    private final ErrorResponses errors;
    private final String security;

    /** @param security the name of the scheme that tokens have in the document */
    RecordingInOpenApi(ErrorResponses errors, String security) {
        this.errors = errors;
        this.security = security;
    }

    /** What can be done there. */
    PathItem path() {
        return OASFactory.createPathItem().GET(operation("get", "Reads the file of a recording"))
                .HEAD(operation("head", "Tells size and type of a recording's file"));
    }

    private Operation operation(String method, String summary) {
        return OASFactory.createOperation().operationId("recordings_" + method).tags(List.of(FAMILY))
                .summary(summary)
                .description("For its owner and administrators by token, in the header or as access_token; for "
                        + "anybody by a link of media/recording/get_url, which has expires and signature.")
                .parameters(List.of(
                        parameter("recording_id", Parameter.In.PATH, "The recording").required(true),
                        parameter("access_token", Parameter.In.QUERY, "A token, where headers cannot be set"),
                        parameter("expires", Parameter.In.QUERY, "Of a signed link"),
                        parameter("signature", Parameter.In.QUERY, "Of a signed link"),
                        parameter("download", Parameter.In.QUERY, "true has browsers save the file"),
                        parameter("Range", Parameter.In.HEADER, "One range of bytes; of GET alone"),
                        parameter("If-Range", Parameter.In.HEADER, "The entity tag for which the range is meant")))
                .responses(responses())
                .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(security))
                .addSecurityRequirement(OASFactory.createSecurityRequirement());
    }

    private APIResponses responses() {
        APIResponses responses = OASFactory.createAPIResponses()
                .addAPIResponse("200", file("The file"))
                .addAPIResponse("206", file("The range of it that Content-Range tells"))
                .addAPIResponse("416", OASFactory.createAPIResponse()
                        .description("It has no such bytes; Content-Range tells its size"));
        Map<String, APIResponse> all = errors.references();
        List.of("401", "403", "404", "409", "429", "500", "503", "504")
                .forEach(status -> responses.addAPIResponse(status, all.get(status)));
        return responses;
    }

    private static APIResponse file(String description) {
        Content content = OASFactory.createContent();
        TYPES.forEach(type -> content.addMediaType(type, OASFactory.createMediaType()
                .schema(OASFactory.createSchema().addType(SchemaType.STRING).format("binary"))));
        return OASFactory.createAPIResponse().description(description).content(content);
    }

    private static Parameter parameter(String name, Parameter.In in, String description) {
        return OASFactory.createParameter().name(name).in(in).description(description)
                .schema(OASFactory.createSchema().addType(SchemaType.STRING));
    }
}
