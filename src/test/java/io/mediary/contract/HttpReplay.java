package io.mediary.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.restassured.response.Response;

/**
 * Plays the lines of a sample that are HTTP: {@code GET PATH HEADER: VALUE} and {@code STATUS HEADER: VALUE}, the header only where
 * it matters. Variables may stand in the path; a value may end with {@code …}. For one thread.
 */
final class HttpReplay {

    private static final Pattern REQUEST = Pattern.compile("GET (\\S+)(?: ([\\w-]+): (.+))?");
    private static final Pattern ANSWER = Pattern.compile("(\\d{3})(?: ([\\w-]+): (.+))?");
    private static final Pattern VARIABLE = Pattern.compile("\\$[A-Z]+");
    private static final String ANYTHING = "…";

    private Response last;

    /** Asks, and waits for the answer. */
    void send(String line, Map<String, String> variables) {
        Matcher request = matched(REQUEST, line);
        String path = VARIABLE.matcher(request.group(1))
                .replaceAll(name -> Matcher.quoteReplacement(variables.get(name.group())));
        var specification = given().urlEncodingEnabled(false);
        if (request.group(2) != null) {
            specification.header(request.group(2), request.group(3));
        }
        last = specification.get(path);
    }

    /** The answer that came last is as documented. */
    void check(String line) {
        Matcher answer = matched(ANSWER, line);
        assertThat(last.statusCode()).as(line).isEqualTo(Integer.parseInt(answer.group(1)));
        if (answer.group(2) != null) {
            String value = answer.group(3);
            assertThat(last.header(answer.group(2))).as(line).satisfies(actual -> {
                if (value.endsWith(ANYTHING)) {
                    assertThat(actual).startsWith(value.substring(0, value.length() - 1));
                } else {
                    assertThat(actual).isEqualTo(value);
                }
            });
        }
    }

    private static Matcher matched(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }
}
