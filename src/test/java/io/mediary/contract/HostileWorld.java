package io.mediary.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.mediary.testing.WebServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.vertx.core.http.HttpServerRequest;

/**
 * Two web servers on loopback: everything at {@code /open/} of one is listed, and leads by redirects to the other one and to
 * worse; of the other nothing is listed. And a directory of recordings with links out of it.
 */
public class HostileWorld implements QuarkusTestResourceLifecycleManager {

    private Path base;
    private WebServer inner;
    private WebServer outer;

    @Override
    public Map<String, String> start() {
        try {
            base = Files.createTempDirectory("mediary-hostile");
            Files.createDirectories(recordings().resolve("ann"));
            Files.createSymbolicLink(recordings().resolve("out"), base);
            Files.createSymbolicLink(recordings().resolve("link.webm"), base.resolve("stolen.webm"));
            Files.writeString(Files.createDirectory(base.resolve("media")).resolve("a.webm"), "not even a WebM");
            inner = new WebServer();
            outer = new WebServer(Optional.empty(), this::redirect);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of("mediary.uris.allow",
                "http://127.0.0.1:" + outer.port() + "/open/,file://" + base.resolve("media"),
                "mediary.recordings.directory", recordings().toString());
    }

    @Override
    public void stop() {
        inner.close();
        outer.close();
        try (Stream<Path> files = Files.walk(base)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(HostileWorld.class));
    }

    /** The server of which nothing may be opened. */
    WebServer inner() {
        return inner;
    }

    /** The server that redirects. */
    WebServer outer() {
        return outer;
    }

    /** Uris that are listed themselves and are redirected to what is not. */
    List<String> redirected() {
        return Stream.of("loopback", "name", "number", "mapped", "metadata", "file", "up", "circle")
                .map(target -> "http://127.0.0.1:" + outer.port() + "/open/" + target).toList();
    }

    /** One that is listed and answers nothing. */
    String silent() {
        return "http://127.0.0.1:" + outer.port() + "/open/silent";
    }

    /** The directory of recordings. */
    Path recordings() {
        return base.resolve("recordings");
    }

    /** What was written outside of the directory of recordings, or under a hidden name in it. */
    List<Path> strays() throws IOException {
        try (Stream<Path> files = Files.walk(base)) {
            return files.filter(Files::isRegularFile).filter(
                    file -> !file.startsWith(recordings()) || file.getFileName().toString().startsWith("."))
                    .filter(file -> !file.endsWith("media/a.webm")).toList();
        }
    }

    private void redirect(HttpServerRequest request) {
        String target = request.path().replaceFirst("^/open/", "");
        if (target.equals("silent")) {
            return;
        }
        String at = ":" + inner.port() + "/secret";
        request.response().setStatusCode(302).putHeader("Location", switch (target) {
            case "name" -> "http://localhost" + at;
            case "number" -> "http://0x7f000001" + at;
            case "mapped" -> "http://[::ffff:127.0.0.1]" + at;
            case "metadata" -> "http://169.254.169.254/latest/meta-data/";
            case "file" -> "file://" + base.resolve("media/a.webm");
            case "up" -> "../secret";
            case "circle" -> "circle";
            default -> "http://127.0.0.1" + at;
        }).end();
    }
}
