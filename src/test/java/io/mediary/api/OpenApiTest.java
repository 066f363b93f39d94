package io.mediary.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class OpenApiTest {

    private static final String SAY = "paths.'/v1/test/echo/say'.post.";
    private static final String INPUT = "components.schemas.'EchoSay.Input'.";

    private static ValidatableResponse document() {
        return given().queryParam("format", "json").get("/q/openapi").then().statusCode(200);
    }

    @Test
    void everyCommandIsAPath() {
        document().body("paths.keySet()", hasItems("/v1/test/echo/say", "/v1/test/echo/rule", "/v1/test/-/nothing"))
                .body("info.title", equalTo("Mediary"))
                .body(SAY + "summary", equalTo("Says it again")).body(SAY + "operationId", equalTo("test_echo_say"))
                .body(SAY + "tags", contains("test/echo")).body(SAY + "description", containsString("test/echo/tell"))
                .body("paths.'/v1/test/-/nothing'.post.operationId", equalTo("test_nothing"));
    }

    @Test
    void whatItTakesIsTyped() {
        document()
                .body(SAY + "requestBody.content.'application/json'.schema.'$ref'",
                        equalTo("#/components/schemas/EchoSay.Input"))
                .body(INPUT + "type", equalTo("object")).body(INPUT + "required", contains("text"))
                .body(INPUT + "properties.text.type", equalTo("string"))
                .body(INPUT + "properties.text.maxLength", equalTo(20))
                .body(INPUT + "properties.repeat_count.type", equalTo("integer"))
                .body(INPUT + "properties.repeat_count.minimum", equalTo(0))
                .body(INPUT + "properties.repeat_count.maximum", equalTo(100))
                .body(INPUT + "properties.shout.type", equalTo("boolean"))
                .body(INPUT + "properties.tone.enum", contains("loud", "soft", "sotto-voce"))
                .body(INPUT + "properties.part.'$ref'", equalTo("#/components/schemas/EchoSay.Part"))
                .body(INPUT + "properties.parts.maxItems", equalTo(3))
                .body(INPUT + "properties.parts.items.'$ref'", equalTo("#/components/schemas/EchoSay.Part"))
                .body(INPUT + "properties.stresses.additionalProperties.type", equalTo("integer"))
                .body(INPUT + "properties.pause.type", equalTo("integer"))
                .body("components.schemas.'EchoSay.Part'.required", contains("line_text"));
    }

    @Test
    void whatItAnswersIsTyped() {
        document()
                .body(SAY + "responses.'200'.content.'application/json'.schema.properties.data.'$ref'",
                        equalTo("#/components/schemas/EchoSay.Output"))
                .body(SAY + "responses.'200'.content.'application/json'.schema.properties.result.enum", contains("ok"))
                .body("components.schemas.'EchoSay.Output'.properties.heard.'$ref'",
                        equalTo("#/components/schemas/EchoSay.Input"))
                .body("paths.'/v1/test/-/nothing'.post.responses.'200'.content.'application/json'.schema.properties.data",
                        nullValue())
                .body(SAY + "responses.keySet()",
                        hasItems("400", "401", "403", "404", "409", "413", "429", "500", "501", "502", "503", "504"))
                .body("components.responses.Error404.description", containsString("session_not_found (100062)"))
                .body("components.schemas.Error.properties.data.properties.code.type", equalTo("integer"));
    }

    @Test
    void everyCommandButTheOpenOnesAsksForAToken() {
        document().body(SAY + "security.flatten().collect{it.keySet()}.flatten()", hasItem("bearer"))
                .body("paths.'/v1/test/-/nothing'.post.security", nullValue())
                .body("components.securitySchemes.bearer.scheme", equalTo("bearer"))
                .body("paths.'/v1/test/echo/rule'.post.description", containsString("Administrators only"));
    }

    @Test
    void itIsYamlToo() {
        given().get("/q/openapi").then().statusCode(200).body(containsString("/v1/test/echo/say:"))
                .body(not(containsString("io.mediary"))).body(containsString("openapi: 3."));
    }

    @Test
    void theFilesOfRecordingsAreAPathToo() {
        String read = "paths.'/v1/recordings/{recording_id}'.get.";
        document().body(read + "operationId", equalTo("recordings_get"))
                .body(read + "responses.keySet()", hasItems("200", "206", "401", "403", "404", "409", "416"))
                .body(read + "responses.'206'.content.keySet()", hasItems("video/webm", "audio/mp4"))
                .body(read + "parameters.name", hasItems("recording_id", "access_token", "signature", "Range"))
                .body(read + "security.flatten().collect{it.keySet()}.flatten()", hasItem("bearer"))
                .body("paths.'/v1/recordings/{recording_id}'.head.operationId", equalTo("recordings_head"))
                .body("paths.keySet()", hasItem("/v1/media/recording/get_url"));
    }
}
