package io.mediary.api;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

import io.mediary.function.ErrorCode;

/** The error answers in OpenAPI: one shape, and a response for each status that lists the codes answered with it. */
final class ErrorResponses {

    /** The name of the shape among the components. */
    static final String SCHEMA = "Error";

    /** By component name, as {@code Error404}. */
    Map<String, APIResponse> byStatus() {
        Map<String, APIResponse> responses = new TreeMap<>();
        Arrays.stream(ErrorCode.values()).collect(Collectors.groupingBy(ErrorCode::httpStatus, TreeMap::new,
                Collectors.mapping(code -> code.wireName() + " (" + code.code() + ")", Collectors.joining(", "))))
                .forEach((status, codes) -> responses.put(SCHEMA + status, OASFactory.createAPIResponse()
                        .description(codes).content(CommandsInOpenApi.json(
                                OASFactory.createSchema().ref(SCHEMA)))));
        return responses;
    }

    /** By status, as operations refer to them. */
    Map<String, APIResponse> references() {
        return byStatus().keySet().stream().collect(Collectors.toMap(name -> name.substring(SCHEMA.length()),
                name -> OASFactory.createAPIResponse().ref(name), (one, other) -> one, TreeMap::new));
    }

    /** The envelope of every error. */
    Schema schema() {
        Schema data = OASFactory.createSchema().addType(SchemaType.OBJECT)
                .addRequired("code").addRequired("error")
                .addProperty("code", OASFactory.createSchema().addType(SchemaType.INTEGER).format("int32")
                        .description("The number of the error"))
                .addProperty("error", OASFactory.createSchema().addType(SchemaType.STRING)
                        .description("Its text, for people"));
        return OASFactory.createSchema().addType(SchemaType.OBJECT).addRequired("result").addRequired("data")
                .addProperty("result",
                        OASFactory.createSchema().addType(SchemaType.STRING).addEnumeration("error"))
                .addProperty("data", data);
    }
}
