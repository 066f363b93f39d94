package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.mediary.testing.Browser;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;

/** A real browser sees, hears and messages itself through the packaged application and its embedded parts. */
@RequiresChromium
class BrowserEchoIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static MediaryProcess instance;
    private static Browser browser;

    @BeforeAll
    static void start() {
        instance = MediaryProcess.start("browser-echo",
                Map.of("mediary.embedded.enabled", "true", "mediary.auth.enabled", "false"));
        browser = new Browser();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (instance != null) {
            instance.close();
        }
    }

    @AfterEach
    void leave() {
        browser.await("if (window.mediary) { await session.close(); mediary.close(); }");
    }

    @ParameterizedTest(name = "browser''s role: {0}, trickle: {1}")
    @CsvSource({"offer,true", "offer,false", "answer,true", "answer,false"})
    void picturesSoundAndMessagesComeBack(String role, boolean trickle) {
        echo(role, Map.of("no_offer_trickle_ice", !trickle, "no_answer_trickle_ice", !trickle), trickle);

        seesItself();
        hearsItself();
        assertThat(browser.await("return await roundTrip('hello');")).isEqualTo("hello");
        String described = role.equals("offer") ? "answer" : "offer";
        String servers = (String) browser.await("return (await session.request(`get_${args[0]}`))[args[0]].sdp;",
                described);
        assertThat(servers.contains("a=candidate")).as("candidates in the server's SDP").isEqualTo(!trickle);
    }

    @Test
    void offerOfTricklingBrowserIsConsolidatedByTheServer() {
        echo("offer", Map.of("no_offer_trickle_ice", true), true);

        seesItself();
        hearsItself();
    }

    @Test
    void mutingVideoStopsVideoAndOnlyVideo() {
        echo("offer", Map.of(), true);
        seesItself();
        hearsItself();

        browser.await("await session.mute({video: true});");
        await().atMost(PATIENCE).until(() -> growth("video", "framesDecoded") < 1);
        hearsItself();
        assertThat(browser.await("return await roundTrip('still here');")).isEqualTo("still here");

        browser.await("await session.mute({video: false});");
        seesItself();
    }

    @Test
    void mutingAudioStopsAudioAndOnlyAudio() {
        echo("answer", Map.of(), true);
        hearsItself();

        browser.await("await session.mute({audio: true});");
        await().atMost(PATIENCE).until(() -> growth("audio", "packetsReceived") < 1);
        seesItself();

        browser.await("await session.mute({audio: false});");
        hearsItself();
    }

    @Test
    void consoleShowsBothPicturesAndTheState() {
        browser.open(instance.http("/"));
        browser.run("document.getElementById('source').value = 'generated';"
                + "document.getElementById('start').click();");

        await().atMost(PATIENCE).until(() -> text("peer").equals("connected"));
        await().atMost(PATIENCE).until(() -> Boolean.TRUE.equals(browser.run(
                "return ['local', 'remote'].every(id => { const v = document.getElementById(id);"
                        + " return v.videoWidth > 0 && v.currentTime > 1; });")));
        assertThat(text("socket")).isEqualTo("connected");
        assertThat(text("session")).isEqualTo("echo");
        await().atMost(PATIENCE).until(() -> text("video-back").matches("\\d{2,} frames.*"));
        assertThat(browser.run("return [...document.querySelectorAll('#events strong')].map(e => e.textContent)")
                .toString()).contains("session created", "session answer");
        browser.screenshot("console");

        browser.run("document.getElementById('mute-video').click();");
        await().atMost(PATIENCE).until(() -> text("mute-video").equals("Un-mute video"));
        browser.run("document.getElementById('stop').click();");
        await().atMost(PATIENCE).until(() -> text("session").equals("stopped"));
    }

    @Test
    void consoleOffersTheGeneratedPictureWhereThereIsNoCamera() {
        browser.open(instance.http("/"));
        browser.run("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));"
                + "document.getElementById('start').click();");

        await().atMost(PATIENCE).until(() -> text("notice-text").contains("No camera or microphone was found"));
        browser.run("document.getElementById('notice-generated').click();");
        await().atMost(PATIENCE).until(() -> text("peer").equals("connected"));
        browser.run("document.getElementById('stop').click();");
        await().atMost(PATIENCE).until(() -> text("session").equals("stopped"));
    }

    private static String text(String id) {
        return (String) browser.run("return document.getElementById(arguments[0]).textContent", id);
    }

    /** Starts an echo session on a page without the console's own script. */
    private static void echo(String role, Map<String, ?> data, boolean trickle) {
        browser.open(instance.http("/mediary.js"));
        browser.await("""
                const { Mediary } = await import('/mediary.js');
                const [role, data, trickle] = args;
                window.mediary = await Mediary.connect('/v1/ws', { user: 'browser' });
                window.media ??= await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
                window.session = await mediary.session({ type: 'echo', ...data },
                    { role, trickle, stream: media, data: true });
                window.picture = document.createElement('video');
                picture.muted = picture.autoplay = true;
                picture.srcObject = session.stream;
                window.statistic = async (kind, name) => {
                  const reports = [...(await session.peer.getStats()).values()];
                  return reports.find((r) => r.type === 'inbound-rtp' && r.kind === kind)?.[name] ?? 0;
                };
                window.roundTrip = async (text) => {
                  if (session.channel.readyState !== 'open') {
                    await new Promise((resolve) => session.addEventListener('open', resolve, { once: true }));
                  }
                  const back = new Promise((resolve) =>
                    session.addEventListener('message', ({ detail }) => resolve(detail), { once: true }));
                  session.channel.send(text);
                  return back;
                };
                window.brightness = () => {
                  const canvas = document.createElement('canvas');
                  canvas.width = canvas.height = 64;
                  const context = canvas.getContext('2d');
                  context.drawImage(picture, 0, 0, 64, 64);
                  const points = context.getImageData(0, 0, 64, 64).data.filter((_, i) => i % 4 < 3);
                  return points.reduce((a, b) => a + b, 0) / points.length;
                };
                """, role, data, trickle);
    }

    private static void seesItself() {
        await("frames decoded increase").atMost(PATIENCE).until(() -> growth("video", "framesDecoded") >= 5);
        await("the picture is not black").atMost(PATIENCE).until(() -> browser.number("return brightness();") > 20);
    }

    private static void hearsItself() {
        await("audio packets arrive").atMost(PATIENCE).until(() -> growth("audio", "packetsReceived") >= 10);
    }

    /** How much a statistic grows in a second. */
    private static double growth(String kind, String name) {
        return browser.number("const before = await statistic(...args);"
                + "await new Promise((resolve) => setTimeout(resolve, 1000));"
                + "return await statistic(...args) - before;", kind, name);
    }
}
