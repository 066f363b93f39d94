package io.mediary.contract;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Names under which nothing may be recorded. */
final class HostileNames {

    private HostileNames() {
    }

    /** Those that lead out of the directory, or pretend to lie in it. */
    static List<String> around(Path directory) {
        return Stream.of("", ".", "..", "/", "../stolen", "ann/../../stolen", "..\\stolen", "a\\b", "C:\\stolen",
                "/etc/stolen",
                "/stolen.webm", "DIR/stolen.webm", "ann/", ".stolen", ".webm", "ann/.stolen", "%2e%2e/stolen",
                "..%2fstolen",
                "%252e%252e/stolen", "a\u0000.webm", "a\nb", "a\u202eb", "\uD800", "a:b", "a;b", "$(a)", "`a`", "~/a",
                "．．/a",
                "http://127.0.0.1/a", "s3://bucket/a", "ftp://127.0.0.1/a", "file:", "file:a.webm", "file:../stolen",
                "file:///",
                "file://DIR", "file://DIR/", "file:///etc/stolen", "file://localhostDIR/stolen", "file:///DIR/stolen",
                "file://DIR/../stolen.webm", "file://DIR/ann/../../stolen", "file://DIR/%2e%2e/stolen",
                "file://DIR/..%2fstolen", "file://DIR/%252e%252e/stolen", "file://DIR-stolen/a", "file://DIR/a?x",
                "file://DIR/a%00", "file://DIR/%ff%fe", "file://DIR/%c0%ae%c0%ae/stolen", "file://DIR/.stolen",
                "file://DIR/out/stolen", "out/stolen", "link.webm", "link", "x".repeat(300), "x/".repeat(80) + "x",
                "file://DIR/" + "x".repeat(5_000)).map(name -> name.replace("DIR", directory.toString())).toList();
    }
}
