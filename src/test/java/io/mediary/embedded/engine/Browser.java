package io.mediary.embedded.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

import com.sun.net.httpserver.HttpServer;

/** A headless Chromium with a made-up camera and microphone, on a page that knows how to make WebRTC connections. */
final class Browser implements AutoCloseable {

    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");
    private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver");

    private final HttpServer pages;
    private final ChromeDriver driver;

    private Browser(String browser, String chromedriver) throws IOException {
        byte[] script = Browser.class.getResourceAsStream("/io/mediary/embedded/engine/calls.js").readAllBytes();
        pages = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext("/", exchange -> {
            byte[] page = ("<!doctype html><title>calls</title><script>" + new String(script, StandardCharsets.UTF_8)
                    + "</script>")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        pages.start();
        ChromeOptions options = new ChromeOptions().setBinary(browser).addArguments("--headless", "--no-sandbox",
                "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--use-fake-device-for-media-stream=fps=20",
                "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
                "--disable-dev-shm-usage");
        driver = new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(new java.io.File(chromedriver)).build(),
                options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(30));
        driver.get("http://localhost:" + pages.getAddress().getPort() + "/");
    }

    /** Starts one; the test is skipped where there is no Chromium. */
    static Browser start() throws IOException {
        Optional<String> browser = find(BROWSERS, System.getenv("CHROME_BIN"));
        Optional<String> chromedriver = find(DRIVERS, System.getenv("CHROMEDRIVER_BIN"));
        Assumptions.assumeTrue(browser.isPresent(), "skipped: no Chromium at " + BROWSERS + " nor in CHROME_BIN");
        Assumptions.assumeTrue(chromedriver.isPresent(),
                "skipped: no chromedriver at " + DRIVERS + " nor in CHROMEDRIVER_BIN");
        return new Browser(browser.get(), chromedriver.get());
    }

    private static Optional<String> find(List<String> paths, String first) {
        return Stream.concat(Stream.ofNullable(first), paths.stream()).filter(p -> Files.isExecutable(Path.of(p)))
                .findFirst();
    }

    /** Runs an asynchronous function of the page and waits for its result. */
    Object call(String function, Object... arguments) {
        String script = "const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);"
                + function
                + "(...args).then(v => done({value: v}), e => done({error: String(e)}))";
        Map<?, ?> result = (Map<?, ?>) driver.executeAsyncScript(script, arguments);
        if (result.get("error") != null) {
            throw new IllegalStateException(function + ": " + result.get("error"));
        }
        return result.get("value");
    }

    /** The same where the result is an object. */
    @SuppressWarnings("unchecked")
    Map<String, Object> object(String function, Object... arguments) {
        return (Map<String, Object>) call(function, arguments);
    }

    @Override
    public void close() {
        driver.quit();
        pages.stop(0);
    }
}
