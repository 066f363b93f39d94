package io.mediary.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

import org.openqa.selenium.OutputType;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A headless Chromium with a made-up camera and microphone. */
public final class Browser implements AutoCloseable {

    private static final List<String> BROWSERS = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");
    private static final List<String> DRIVERS = List.of("/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver",
            "/usr/lib/chromium-browser/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target/e2e");

    /** It warns of each Chromium that is newer than itself; held, or its level would be collected with it. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    /** Starts it. */
    public Browser() {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions().setBinary(find(BROWSERS, "CHROME_BIN").orElseThrow())
                .addArguments("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                        "--disable-background-networking", "--disable-component-update", "--disable-sync",
                        "--disable-dev-shm-usage", "--use-fake-device-for-media-stream=fps=20",
                        "--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required",
                        "--disable-background-timer-throttling", "--disable-renderer-backgrounding",
                        "--disable-backgrounding-occluded-windows",
                        "--disable-features=WebRtcHideLocalIpsWithMdns", "--window-size=1200,1300");
        driver = new ChromeDriver(new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(find(DRIVERS, "CHROMEDRIVER_BIN").orElseThrow()))
                .build(), options);
        driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    }

    /** Says what is missing for a browser to run here; empty: nothing. */
    static Optional<String> missing() {
        if (find(BROWSERS, "CHROME_BIN").isEmpty()) {
            return Optional.of("no Chromium at " + BROWSERS + " nor in CHROME_BIN");
        }
        if (find(DRIVERS, "CHROMEDRIVER_BIN").isEmpty()) {
            return Optional.of("no chromedriver at " + DRIVERS + " nor in CHROMEDRIVER_BIN");
        }
        return Optional.empty();
    }

    /** Opens a page. */
    public void open(URI page) {
        driver.get(page.toString());
    }

    /** Opens a page beside the others, which go on; from now on {@link #run} and the like mean this one. */
    public String openBeside(URI page) {
        driver.switchTo().newWindow(WindowType.TAB);
        open(page);
        return driver.getWindowHandle();
    }

    /** From now on {@link #run} and the like mean this page. */
    public void turnTo(String page) {
        driver.switchTo().window(page);
    }

    /** Files that pages download go here, without a question. */
    public void downloadTo(Path directory) {
        driver.executeCdpCommand("Browser.setDownloadBehavior",
                Map.of("behavior", "allow", "downloadPath", directory.toAbsolutePath().toString()));
    }

    /** Runs JavaScript at once. */
    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /**
     * Runs the body of an asynchronous function ({@code args} holds the arguments) and waits for what it returns.
     *
     * @throws IllegalStateException where it fails, with the error's text
     */
    public Object await(String body, Object... arguments) {
        String script = "const done = arguments[arguments.length - 1]; const args = [...arguments].slice(0, -1);"
                + "(async () => {" + body + "})().then(value => done({value}),"
                + " error => done({error: `${error} ${error?.code ?? ''} ${error?.stack ?? ''}`}));";
        Map<?, ?> result = (Map<?, ?>) driver.executeAsyncScript(script, arguments);
        if (result.get("error") != null) {
            throw new IllegalStateException((String) result.get("error"));
        }
        return result.get("value");
    }

    /** A number that JavaScript gives. */
    public double number(String body, Object... arguments) {
        return ((Number) await(body, arguments)).doubleValue();
    }

    /** Saves what the page looks like to {@code target/e2e/NAME.png}. */
    public Path screenshot(String name) {
        try {
            Files.createDirectories(SCREENSHOTS);
            return Files.write(SCREENSHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the page wrote to its console. */
    public List<String> messages() {
        return driver.manage().logs().get("browser").getAll().stream().map(Object::toString).toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static Optional<String> find(List<String> places, String variable) {
        return Stream.concat(Stream.ofNullable(System.getenv(variable)), places.stream())
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst();
    }
}
