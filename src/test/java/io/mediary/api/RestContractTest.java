package io.mediary.api;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;

@QuarkusTest
class RestContractTest {

    private static final String SAY = "/v1/test/echo/say";

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then()
                .header("Content-Type", "application/json");
    }

    private static void refused(ValidatableResponse answer, int status, int code, String text) {
        answer.statusCode(status).body("result", equalTo("error")).body("data.code", equalTo(code))
                .body("data.error", equalTo(text)).body("$", not(hasEntry("tid", null)));
    }

    @Test
    void answersTheEnvelopeWithTheDataThatWasUnderstood() {
        given().contentType("application/json").header("Idempotency-Key", "k-1").body("""
                {"text": "hé", "repeat_count": 2, "shout": true, "tone": "sotto-voce", "pitch": 1,
                 "part": {"line_text": "a", "times": 9}, "parts": [{"line_text": "b"}], "pause": 5,
                 "stresses": {"x": 1}, "extra": [1, {"y": null}]}""").post(SAY).then().statusCode(200)
                .header("Content-Type", "application/json")
                .body("result", equalTo("ok")).body("data.user", equalTo("anonymous"))
                .body("data.idempotency_key", equalTo("k-1")).body("data.heard.text", equalTo("hé"))
                .body("data.heard.repeat_count", equalTo(2)).body("data.heard.shout", equalTo(true))
                .body("data.heard.tone", equalTo("sotto-voce")).body("data.heard.part.times", equalTo(9))
                .body("data.heard.parts[0].line_text", equalTo("b")).body("data.heard.pause", equalTo(5))
                .body("data.heard.stresses.x", equalTo(1)).body("data.heard.extra[0]", equalTo(1));
    }

    @Test
    void whatIsAbsentOrNullIsNotThereAndUnknownFieldsAreIgnored() {
        post(SAY,
                "{\"text\": \"a\", \"tone\": null, \"part\": null, \"repeat_count\": null, \"no\\nsuch\": {\"a\": [1]}}")
                .statusCode(200).body("data.heard.keySet()", not(contains("tone")))
                .body("data.heard.tone", nullValue()).body("data.heard.repeat_count", equalTo(0));
    }

    @Test
    void aCommandAnswersToItsAliasAndWithoutSubclass() {
        post("/v1/test/echo/tell", "{\"text\": \"a\"}").statusCode(200);
        given().post("/v1/test/-/nothing").then().statusCode(200).body("result", equalTo("ok"))
                .body("data", nullValue());
        post("/v1/test/-/nothing", "{}").statusCode(200);
        post("/v1/test/echo/rule", "{\"b\": 1, \"a\": 2}").statusCode(200).body("data", contains("b", "a"));
    }

    @Test
    void commandsForSchedulersNeedNoSubclassInTheirPath() {
        given().post("/v1/internal/tick").then().statusCode(200).body("result", equalTo("ok"))
                .body("data.due", greaterThanOrEqualTo(0));
        post("/v1/internal/-/tick", "{\"any\": [1]}").statusCode(200).body("data.due", greaterThanOrEqualTo(0));
        given().get("/v1/internal/tick").then().statusCode(405).header("Allow", equalTo("POST"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{}                                                        | 100045 | Missing field: text",
            "{\"text\": null}                                          | 100045 | Missing field: text",
            "{\"text\": 1}                                             | 100044 | Syntax error: text",
            "{\"text\": true}                                          | 100044 | Syntax error: text",
            "{\"text\": {}}                                            | 100044 | Syntax error: text",
            "{\"text\": [\"a\"]}                                       | 100044 | Syntax error: text",
            "{\"text\": \"123456789012345678901\"}                     | 100044 | Syntax error: text",
            "{\"text\": \"a\", \"repeat_count\": \"1\"}                | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": \"\"}                 | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": 1.5}                  | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": 1e400}                | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": 99999999999}          | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": 101}                  | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": -1}                   | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"repeat_count\": true}                 | 100044 | Syntax error: repeat_count",
            "{\"text\": \"a\", \"shout\": 1}                           | 100044 | Syntax error: shout",
            "{\"text\": \"a\", \"shout\": \"true\"}                    | 100044 | Syntax error: shout",
            "{\"text\": \"a\", \"shout\": \"\"}                        | 100044 | Syntax error: shout",
            "{\"text\": \"a\", \"pitch\": \"1.0\"}                     | 100044 | Syntax error: pitch",
            "{\"text\": \"a\", \"tone\": \"shrill\"}                   | 100046 | Invalid value: shrill",
            "{\"text\": \"a\", \"tone\": \"LOUD\"}                     | 100046 | Invalid value: LOUD",
            "{\"text\": \"a\", \"tone\": 0}                            | 100044 | Syntax error: tone",
            "{\"text\": \"a\", \"tone\": \"0\"}                        | 100046 | Invalid value: 0",
            "{\"text\": \"a\", \"tone\": [\"loud\"]}                   | 100044 | Syntax error: tone",
            "{\"text\": \"a\", \"part\": \"\"}                         | 100044 | Syntax error: part",
            "{\"text\": \"a\", \"part\": []}                           | 100044 | Syntax error: part",
            "{\"text\": \"a\", \"part\": {}}                           | 100045 | Missing field: part.line_text",
            "{\"text\": \"a\", \"part\": {\"line_text\": \" \"}}       | 100045 | Missing field: part.line_text",
            "{\"text\": \"a\", \"part\": {\"line_text\": {}}}          | 100044 | Syntax error: part.line_text",
            "{\"text\": \"a\", \"part\": {\"line_text\": \"b\", \"times\": 10}} | 100044 | Syntax error: part.times",
            "{\"text\": \"a\", \"parts\": {}}                          | 100044 | Syntax error: parts",
            "{\"text\": \"a\", \"parts\": [{\"line_text\": 1}]}        | 100044 | Syntax error: parts[0].line_text",
            "{\"text\": \"a\", \"parts\": [{\"line_text\": \"b\"}, {}]} | 100045 | Missing field: parts[1].line_text",
            "{\"text\": \"a\", \"pause\": 6}                           | 100044 | Syntax error: pause",
            "{\"text\": \"a\", \"pause\": \"6\"}                       | 100044 | Syntax error: pause",
            "{\"text\": \"a\", \"stresses\": {\"x\": 6}}               | 100044 | Syntax error: stresses.x",
            "{\"text\": \"a\", \"stresses\": {\"x\": \"6\"}}           | 100044 | Syntax error: stresses.x",
            "not json                                                  | 100041 | Invalid parameters",
            "{\"text\": \"a\"                                          | 100041 | Invalid parameters",
            "{\"text\": \"a\"} {}                                      | 100041 | Invalid parameters",
            "[]                                                        | 100041 | Invalid parameters",
            "[{\"text\": \"a\"}]                                       | 100041 | Invalid parameters",
            "\"text\"                                                  | 100041 | Invalid parameters",
            "null                                                      | 100041 | Invalid parameters",
            "1                                                         | 100041 | Invalid parameters"
    })
    void badInputIsNamedInTheAnswer(String body, int code, String text) {
        refused(post(SAY, body), 400, code, text);
    }

    @Test
    void whatARecordRefusesIsASyntaxErrorOfItsField() {
        refused(post("/v1/test/echo/fail", "{\"how\": \"accident\", \"refused\": {\"word\": \"bad\"}}"), 400, 100044,
                "Syntax error: refused");
        refused(post("/v1/test/echo/fail", "{\"how\": \"accident\", \"refused\": {\"word\": \"worse\"}}"), 400, 100046,
                "Invalid value: worse");
    }

    @Test
    void longWordsFromOutsideComeBackShortened() {
        post(SAY, "{\"text\": \"a\", \"tone\": \"" + "x".repeat(5000) + "\"}").statusCode(400)
                .body("data.error", equalTo("Invalid value: " + "x".repeat(120) + "…"));
    }

    @Test
    void unknownCommandsPathsAndMethodsAnswerTheEnvelope() {
        refused(post("/v1/test/echo/sing", "{}"), 404, 100042, "Unknown command 'test/echo/sing'");
        refused(post("/v1/nope/-/nothing", "{}"), 404, 100042, "Unknown command 'nope/-/nothing'");
        refused(post("/v1/nope", "{}"), 404, 100042, "Unknown command '/v1/nope'");
        refused(post("/v1/a/b/c/d", "{}"), 404, 100042, "Unknown command '/v1/a/b/c/d'");
        refused(given().get("/v1/nope").then(), 404, 100042, "Unknown command '/v1/nope'");
        refused(given().get(SAY).then().header("Allow", "POST"), 405, 100040, "Invalid operation");
        refused(given().body("{}").put(SAY).then().header("Allow", "POST"), 405, 100040, "Invalid operation");
        given().head(SAY).then().statusCode(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml",
            "*/*", "nonsense"})
    void otherContentTypesAreRefused(String type) {
        EncoderConfig asGiven = EncoderConfig.encoderConfig().encodeContentTypeAs(type, ContentType.TEXT)
                .appendDefaultContentCharsetToContentTypeIfUndefined(false);
        refused(given().config(RestAssured.config().encoderConfig(asGiven)).header("Content-Type", type)
                .body("{\"text\": \"a\"}").post(SAY).then(), 400, 100041, "Invalid parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8", "Application/JSON",
            "application/vnd.x+json"})
    void jsonContentTypesAreAccepted(String type) {
        given().header("Content-Type", type).body("{\"text\": \"a\"}".getBytes()).post(SAY).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a b", "ü"})
    void anIdempotencyKeyIsVisibleAscii(String key) {
        refused(given().header("Idempotency-Key", key).contentType("application/json").body("{}").post(SAY).then(),
                400, 100044, "Syntax error: Idempotency-Key");
    }

    @Test
    void anIdempotencyKeyIsBounded() {
        refused(given().header("Idempotency-Key", "k".repeat(129)).contentType("application/json").body("{}").post(SAY)
                .then(), 400, 100044, "Syntax error: Idempotency-Key");
        given().header("Idempotency-Key", "k".repeat(128)).contentType("application/json").body("{\"text\": \"a\"}")
                .post(SAY).then().statusCode(200).body("data.idempotency_key", equalTo("k".repeat(128)));
    }

    @Test
    void authenticationOffIgnoresTokens() {
        given().header("Authorization", "Bearer nonsense").contentType("application/json").body("{\"text\": \"a\"}")
                .post(SAY).then().statusCode(200).body("data.user", equalTo("anonymous"));
        given().header("Authorization", "Basic YTpi").contentType("application/json").body("{\"text\": \"a\"}")
                .post(SAY).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({"throw_failure", "fail", "wrapped"})
    void aFailureOfTheFunctionIsAnsweredWithItsStatus(String how) {
        refused(post("/v1/test/echo/fail", "{\"how\": \"" + how + "\", \"code\": \"session_not_found\"}"), 404, 100062,
                "Session not found");
        refused(post("/v1/test/echo/fail", "{\"how\": \"" + how + "\", \"code\": \"kms_error\"}"), 502, 303001,
                "Kurento error detail");
    }

    @ParameterizedTest
    @CsvSource({"accident", "throw_accident", "no_uni"})
    void anAccidentShowsNothingButAReference(String how) {
        post("/v1/test/echo/fail", "{\"how\": \"" + how + "\"}").statusCode(500)
                .body("data.code", equalTo(100002)).body("data.error", containsString("Internal error ("))
                .body("data.error", not(containsString("secret"))).body("data.error", not(containsString("Exception")));
    }

    @Test
    void callsAreMeasuredByCommandAndResult() {
        post(SAY, "{}").statusCode(400);
        given().get("/q/metrics").then().statusCode(200)
                .body(containsString(
                        "mediary_commands_seconds_count{command=\"test/echo/say\",result=\"missing_field\"}"));
    }

    @Test
    void theInstanceIsAlive() {
        given().get("/q/health/live").then().statusCode(200);
    }
}
