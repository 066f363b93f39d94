package io.mediary.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.testing.HostileUris;
import io.mediary.testing.WebServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SelfSignedCertificate;

class UriCheckTest {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Map<String, String> NAMES = Map.of("media.example", "127.0.0.1", "loop.example", "127.0.0.1",
            "loop6.example", "::1", "meta.example", "169.254.169.254", "inner.example", "10.0.0.1");

    @TempDir
    private Path files;
    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch released = new CountDownLatch(1);
    private WebServer outer;
    private WebServer inner;
    private UriRules rules;
    private UriCheck check;

    @BeforeEach
    void listen() throws Exception {
        Files.writeString(files.resolve("a.webm"), "x");
        inner = new WebServer();
        outer = new WebServer(Optional.empty(), this::answer);
        rules = new UriRules(List.of("http://127.0.0.1:" + outer.port() + "/open/",
                "http://media.example:" + outer.port() + "/open/", "file://" + files), this::resolve);
        check = following(PATIENCE);
    }

    @AfterEach
    void stop() {
        released.countDown();
        check.close();
        outer.close();
        inner.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void hostileUrisAreRefusedAndNobodyIsAsked() {
        List<String> hostile = new ArrayList<>(HostileUris.to(inner.port()));
        hostile.addAll(HostileUris.to(outer.port()));
        for (String name : NAMES.keySet()) {
            hostile.add("http://" + name + ":" + inner.port() + "/x");
        }
        hostile.addAll(
                Stream.of("/open/../secret", "/open/%2e%2e/secret", "/open/..%2fsecret", "/open/%252e%252e/secret",
                        "/open", "/openly", "/").map(path -> "http://127.0.0.1:" + outer.port() + path).toList());
        assertThat(hostile).hasSizeGreaterThan(100)
                .allSatisfy(uri -> assertThat(refusal(uri)).as(uri).isEqualTo(ErrorCode.UNAUTHORIZED));
        assertThat(inner.connections()).isZero();
        assertThat(outer.connections()).isZero();
    }

    @Test
    void noRedirectLeadsOutOfTheRules() {
        List<String> targets = new ArrayList<>(HostileUris.to(inner.port()));
        targets.removeIf(target -> target.isBlank() || target.equals("%") || target.equals("x.webm")
                || target.equals("nonsense") || target.chars().anyMatch(c -> c < ' ' || c > '~'));
        targets.addAll(
                List.of("http://loop.example:" + inner.port() + "/", "http://meta.example/", "/secret", "../secret",
                        "..", "%2e%2e/secret", "//127.0.0.1:" + inner.port() + "/", "http://[",
                        "file://" + files + "/a.webm", "https://127.0.0.1:" + outer.port() + "/open/file"));
        assertThat(targets).hasSizeGreaterThan(80).allSatisfy(
                target -> assertThat(refusal(open("/to", target))).as(target).isEqualTo(ErrorCode.UNAUTHORIZED));
        assertThat(inner.connections()).isZero();
        assertThat(outer.requests()).allSatisfy(request -> assertThat(request).startsWith("HEAD /open/to?"));
        await().until(() -> outer.open() == 0);
    }

    @Test
    void whatIsAllowedIsAllowedAndItsBodyIsNotRead() {
        assertThat(refusal(open("/file"))).isNull();
        assertThat(refusal("file://" + files + "/a.webm")).isNull();
        assertThat(refusal(open("/to", "file2"))).isNull();
        assertThat(refusal(open("/hops/5"))).isNull();
        assertThat(outer.requests()).contains("HEAD /open/file", "HEAD /open/file2", "HEAD /open/hops/0")
                .noneMatch(request -> request.startsWith("GET"));
        assertThat(refusal(open("/endless"))).isNull();
        await().until(() -> outer.open() == 0);
    }

    @Test
    void aCheckedAddressIsConnectedToWithoutAskingForTheNameAgain() {
        assertThat(refusal("http://media.example:" + outer.port() + "/open/file")).isNull();
        assertThat(outer.requests()).containsExactly("HEAD /open/file");
    }

    @Test
    void whereHeadIsRefusedGetTellsOfTheRedirect() {
        assertThat(refusal(open("/only-get"))).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal(open("/drops-head"))).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(inner.connections()).isZero();
    }

    @Test
    void redirectsWithoutAnEndAreRefused() {
        assertThat(refusal(open("/hops/6"))).isEqualTo(ErrorCode.UNAUTHORIZED);
        outer.requests().clear();
        assertThat(refusal(open("/circle"))).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(outer.requests()).hasSize(6);
    }

    @Test
    void aServerThatFailsIsTheBusinessOfThePlayer() throws Exception {
        assertThat(refusal(open("/error"))).isNull();
        assertThat(refusal(open("/closes"))).isNull();
        int port = outer.port();
        outer.close();
        assertThat(refusal("http://127.0.0.1:" + port + "/open/file")).isNull();
    }

    @Test
    void aStalledServerIsGivenUpAndLetGo() {
        check.close();
        check = following(Duration.ofMillis(400));
        long begin = System.nanoTime();
        assertThat(refusal(open("/silent"))).isEqualTo(ErrorCode.INVALID_URI);
        assertThat(refusal(open("/to", "silent"))).isEqualTo(ErrorCode.INVALID_URI);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
        await().until(() -> outer.open() == 0);
    }

    @Test
    void whereTheMediaServerAsksItselfNobodyIsAskedHere() {
        try (UriCheck notFollowing = new UriCheck(rules, false, new WebProbe(vertx, PATIENCE), PATIENCE)) {
            notFollowing.check(open("/silent")).await().atMost(Duration.ofSeconds(1));
            assertThat(catchThrowableOfType(Failure.class, () -> notFollowing
                    .check("http://127.0.0.1:" + inner.port() + "/").await().atMost(Duration.ofSeconds(1))).code())
                    .isEqualTo(ErrorCode.UNAUTHORIZED);
        }
        assertThat(outer.connections() + inner.connections()).isZero();
    }

    @Test
    void aNameServiceThatHangsHoldsNobodyUpAndFillsNoThreads() {
        check.close();
        check = following(Duration.ofMillis(50));
        for (int i = 0; i < 64; i++) {
            assertThat(refusal("http://hangs.example/" + i)).isEqualTo(ErrorCode.TIMEOUT);
        }
        assertThat(refusal("http://hangs.example/")).isEqualTo(ErrorCode.UNAVAILABLE);
        released.countDown();
        await().untilAsserted(() -> assertThat(refusal("ftp://x/")).isEqualTo(ErrorCode.UNAUTHORIZED));
    }

    @Test
    void certificatesAreVerifiedForTheNameOfTheHost() throws Exception {
        SelfSignedCertificate certificate = SelfSignedCertificate.create("media.example");
        try (WebServer secure = new WebServer(Optional.of(certificate.keyCertOptions()),
                request -> request.response().setStatusCode(302)
                        .putHeader("Location", "http://127.0.0.1:" + inner.port() + "/").end())) {
            rules = new UriRules(List.of("https://media.example:" + secure.port() + "/",
                    "https://127.0.0.1:" + secure.port() + "/"), this::resolve);
            check.close();
            check = following(PATIENCE);
            assertThat(refusal("https://media.example:" + secure.port() + "/a")).isNull();
            assertThat(secure.requests()).isEmpty();
            check.close();
            check = new UriCheck(rules, true, new WebProbe(vertx, PATIENCE, Optional.of(certificate.trustOptions())),
                    PATIENCE);
            assertThat(refusal("https://127.0.0.1:" + secure.port() + "/a")).isNull();
            assertThat(secure.requests()).isEmpty();
            assertThat(refusal("https://media.example:" + secure.port() + "/a")).isEqualTo(ErrorCode.UNAUTHORIZED);
            assertThat(secure.requests()).containsExactly("HEAD /a");
        } finally {
            certificate.delete();
        }
    }

    @Test
    void aServerThatTakesNoConnectionInTimeIsStalledToo() throws Exception {
        // A full backlog: the second connection waits for an accept that never comes.
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Socket> fillers = new ArrayList<>();
            try {
                for (int i = 0; i < 3; i++) {
                    Socket filler = new Socket();
                    fillers.add(filler);
                    try {
                        filler.connect(full.getLocalSocketAddress(), 100);
                    } catch (SocketTimeoutException isFull) {
                        break;
                    }
                }
                rules = new UriRules(List.of("http://127.0.0.1:" + full.getLocalPort() + "/"), this::resolve);
                check.close();
                check = following(PATIENCE);
                assertThat(refusal("http://127.0.0.1:" + full.getLocalPort() + "/a")).isEqualTo(ErrorCode.INVALID_URI);
            } finally {
                for (Socket filler : fillers) {
                    filler.close();
                }
            }
        }
    }

    private UriCheck following(Duration inAll) {
        return new UriCheck(rules, true, new WebProbe(vertx, inAll), inAll);
    }

    private String open(String path) {
        return "http://127.0.0.1:" + outer.port() + "/open" + path;
    }

    private String open(String path, String target) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : target.getBytes(StandardCharsets.UTF_8)) {
            escaped.append("%%%02x".formatted(each));
        }
        return open(path) + "?" + escaped;
    }

    private ErrorCode refusal(String uri) {
        Failure failure = catchThrowableOfType(Failure.class,
                () -> check.check(uri).await().atMost(Duration.ofSeconds(10)));
        if (failure != null && failure.code() == ErrorCode.UNAUTHORIZED) {
            assertThat(failure).hasMessage("Unauthorized");
        }
        return failure == null ? null : failure.code();
    }

    private void answer(HttpServerRequest request) {
        String path = request.path().replaceFirst("^/open", "");
        boolean head = request.method() == HttpMethod.HEAD;
        String secret = "http://127.0.0.1:" + inner.port() + "/secret";
        if (path.equals("/to")) {
            redirect(request, URLDecoder.decode(request.query(), StandardCharsets.UTF_8));
        } else if (path.startsWith("/hops/")) {
            int left = Integer.parseInt(path.substring(6));
            if (left == 0) {
                request.response().end();
            } else {
                redirect(request, "/open/hops/" + (left - 1));
            }
        } else {
            switch (path) {
                case "/circle" -> redirect(request, "circle");
                case "/only-get" -> {
                    if (head) {
                        request.response().setStatusCode(405).end();
                    } else {
                        redirect(request, secret);
                    }
                }
                case "/drops-head" -> {
                    if (head) {
                        request.connection().close();
                    } else {
                        redirect(request, secret);
                    }
                }
                case "/silent" -> request.response().exceptionHandler(gone -> {
                });
                case "/closes" -> request.connection().close();
                case "/error" -> request.response().setStatusCode(500).end();
                case "/endless" -> {
                    if (head) {
                        request.response().setStatusCode(501).end();
                    } else {
                        request.response().setChunked(true).write("x");
                    }
                }
                default -> request.response().end();
            }
        }
    }

    private static void redirect(HttpServerRequest request, String location) {
        request.response().setStatusCode(302).putHeader("Location", location).end();
    }

    private InetAddress[] resolve(String name) throws UnknownHostException {
        if (name.equals("hangs.example")) {
            awaitRelease();
        }
        String host = name.toLowerCase(Locale.ROOT);
        if (host.startsWith("[") || host.equals("localhost") || host.matches("[0-9.]+")) {
            return InetAddress.getAllByName(name);
        }
        if (NAMES.containsKey(host)) {
            return new InetAddress[]{InetAddress.getByName(NAMES.get(host))};
        }
        throw new UnknownHostException(name);
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
