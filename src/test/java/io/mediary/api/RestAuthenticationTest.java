package io.mediary.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

/** With authentication on; Quarkus makes a pair of keys for the test run, which {@code sign()} uses. */
@QuarkusTest
@TestProfile(RestAuthenticationTest.AuthenticationOn.class)
class RestAuthenticationTest {

    private static final String SAY = "/v1/test/echo/say";
    private static final String RULE = "/v1/test/echo/rule";
    private static final String OPEN = "/v1/test/-/nothing";

    public static class AuthenticationOn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("mediary.auth.enabled", "true");
        }
    }

    private static JwtClaimsBuilder of(String user) {
        return Jwt.upn(user).expiresIn(Duration.ofMinutes(5));
    }

    private static RequestSpecification json() {
        return given().contentType("application/json").body("{\"text\": \"a\"}");
    }

    private static RequestSpecification bearing(String token) {
        return json().header("Authorization", "Bearer " + token);
    }

    private static void notAuthenticated(RequestSpecification request, String path) {
        request.post(path).then().statusCode(401).header("WWW-Authenticate", "Bearer")
                .header("Content-Type", "application/json").body("result", equalTo("error"))
                .body("data.code", equalTo(100031)).body("data.error", equalTo("Not authenticated"));
    }

    @Test
    void withoutTokenOnlyOpenCommandsAreServed() {
        notAuthenticated(json(), SAY);
        notAuthenticated(json(), "/v1/no/such/command");
        json().post(OPEN).then().statusCode(200);
    }

    @Test
    void theUserIsTheTokensPrincipal() {
        bearing(of("ann").subject("other").sign()).post(SAY).then().statusCode(200).body("data.user", equalTo("ann"));
        bearing(Jwt.preferredUserName("ben").subject("other").sign()).post(SAY).then().statusCode(200)
                .body("data.user", equalTo("ben"));
        bearing(Jwt.subject("cem").sign()).post(SAY).then().statusCode(200).body("data.user", equalTo("cem"));
    }

    @Test
    void theTokenMayStandInTheQueryAndTheHeaderWins() {
        json().queryParam("access_token", of("ann").sign()).post(SAY).then().statusCode(200)
                .body("data.user", equalTo("ann"));
        bearing(of("ben").sign()).queryParam("access_token", of("ann").sign()).post(SAY).then().statusCode(200)
                .body("data.user", equalTo("ben"));
        notAuthenticated(json().queryParam("access_token", "nonsense"), SAY);
    }

    @Test
    void theSchemesNameHasNoCase() {
        json().header("Authorization", "bearer " + of("ann").sign()).post(SAY).then().statusCode(200);
    }

    @Test
    void administratorsCommandsAreForTheGroupAlone() {
        bearing(of("ann").groups(Set.of("users", "admins")).sign()).post(RULE).then().statusCode(403)
                .body("data.code", equalTo(100030)).body("data.error", equalTo("Unauthorized"));
        bearing(of("ann").groups(Set.of("users", "admin")).sign()).post(RULE).then().statusCode(200);
        notAuthenticated(json(), RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer nonsense", "Bearer ", "Bearer", "Bearer a.b.c", "Basic YTpi", "nonsense",
            "Bearer eyJhbGciOiJub25lIn0.eyJ1cG4iOiJhbm4iLCJleHAiOjQ4OTYzNTM2MDB9."})
    void anythingElseInTheHeaderIsRefusedInOurOwnWords(String header) {
        notAuthenticated(json().header("Authorization", header), SAY);
        notAuthenticated(json().header("Authorization", header), OPEN);
    }

    @Test
    void aTokenThatEndedOrIsOfAnotherKeyOrNamesNobodyIsRefused() throws Exception {
        notAuthenticated(bearing(of("ann").issuedAt(Instant.now().minusSeconds(900))
                .expiresAt(Instant.now().minusSeconds(600)).sign()), SAY);
        notAuthenticated(bearing(of("ann").sign(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate())),
                SAY);
        notAuthenticated(bearing(Jwt.groups("admin").sign()), SAY);
        notAuthenticated(bearing(of("u".repeat(257)).sign()), SAY);
        notAuthenticated(bearing(of("ann").claim("more", "x".repeat(8192)).sign()), SAY);
    }

    @Test
    void tokensAreNotLogged() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage() + line.getThrown() + List.of(
                        line.getParameters() == null ? new Object[0] : line.getParameters()));
            }

            @Override
            public void flush() {
                // Nothing is kept back.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        };
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            String good = of("ann").sign();
            bearing(good).body("{\"text\": \"a\", \"canary\": 1}").post(SAY).then().statusCode(200);
            bearing(good + "x").post(SAY).then().statusCode(401);
            json().queryParam("access_token", good + "x").post("/v1/test/echo").then().statusCode(404);
            assertThat(lines).anyMatch(line -> line.contains("canary"));
            assertThat(lines).noneMatch(line -> line.contains(good));
        } finally {
            root.removeHandler(handler);
        }
    }

    @Test
    void schedulersMustBeAdministrators() {
        notAuthenticated(given(), "/v1/internal/tick");
        bearing(of("alice").sign()).post("/v1/internal/tick").then().statusCode(403);
        bearing(of("clock").groups("admin").sign()).post("/v1/internal/tick").then().statusCode(200);
    }
}
