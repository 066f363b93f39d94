package io.mediary.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.mediary.testing.ApiClient;
import io.mediary.testing.Browser;
import io.mediary.testing.FileServer;
import io.mediary.testing.FileServer.Manner;
import io.mediary.testing.MediaryProcess;
import io.mediary.testing.RequiresChromium;
import io.mediary.testing.RequiresCommand;

/** The console as its user meets it: what is pressed has its effect in pictures and lists, and no script fails. */
@RequiresChromium
class ConsoleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final Path FILES = Stage.directory("console");
    private static final Path DOWNLOADS = Stage.directory("console-downloads");

    private static FileServer server;
    private static FileServer plain;
    private static MediaryProcess instance;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        server = new FileServer(FILES, Manner.RANGES);
        plain = new FileServer(FILES, Manner.NO_RANGES);
        instance = MediaryProcess.start("console",
                Map.of("mediary.embedded.enabled", "true", "mediary.auth.enabled", "false", "mediary.uris.allow",
                        server.url("/") + "," + plain.url("/"), "mediary.recordings.directory",
                        Stage.directory("console-recordings").toString()));
        browser = new Browser();
        browser.downloadTo(DOWNLOADS);
    }

    @AfterAll
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (instance != null) {
            instance.close();
        }
        server.close();
        plain.close();
    }

    @AfterEach
    void noScriptFailed() {
        try {
            assertThat(browser.messages()).isEmpty();
        } finally {
            browser.open(URI.create("about:blank")); // the page's sessions end
        }
    }

    @Test
    void publisherIsSeenByItsViewersAndListedUntilItStops() {
        browser.open(instance.http("/#room"));
        until("text('#socket') === 'connected'");
        choose("publish-source", "generated");
        choose("publish-room", "pasted:");
        browser.run("document.getElementById('publish-room-paste').value = 'stage';");
        press("#publish-start");
        until("text('.tile[data-kind=publisher] .badge') === 'connected'");
        until("all('#sessions > li').length === 1 && all('#rooms li[data-role=publisher]').length === 1");
        assertThat(browser.run("return document.querySelector('#rooms > li').dataset.room")).isEqualTo("stage");

        for (int viewers = 1; viewers <= 2; viewers++) {
            press("#watch-start");
            until("all('.tile[data-kind=viewer]').filter((t) => /after [\\d.]+ s/.test(t.querySelector('.first')"
                    + ".textContent) && t.querySelector('video').currentTime > 0.5).length === " + viewers);
        }
        until("all('#sessions > li').length === 3 && all('#rooms li[data-role=listener]').length === 2");
        browser.screenshot("console-room");

        press(".tile[data-kind=publisher] .buttons button");
        until("all('.tile[data-kind=viewer]').every((t) => t.textContent.includes('Publisher stopped (304006)'))");
        until("all('#sessions > li').length === 0 && all('#rooms li[data-member]').length === 0");
        press("#rooms > li button:last-child");
        until("all('#rooms > li').length === 0");
    }

    @Test
    void sessionChangesItsTypeAndItsBitrateAndTellsWhatItCannotDo() {
        browser.open(instance.http("/#session"));
        until("text('#socket') === 'connected'");
        choose("source", "generated");
        choose("type", "park");
        press("#start");
        until("text('#peer') === 'connected'");
        for (String type : List.of("echo", "publish", "echo")) {
            choose("type", type);
            press("#start");
            until("text('#session') === '" + type + "'");
        }
        until("document.getElementById('remote').currentTime > 0.5");

        browser.run("document.getElementById('stats').open = true; document.getElementById('bitrate').value = 200;");
        press("#limit");
        until("/ [12]?\\d?\\d kbit/.test(text('#video-sent'))");
        until("/kbit.s\\d/.test(text('#stats-table'))");

        choose("type", "bridge");
        choose("peer-id", "pasted:");
        browser.run("document.getElementById('peer-id-paste').value = 'nobody';");
        press("#start");
        until("text('#notice-text') === 'Session not found (100062)'");
        browser.screenshot("console-session");
        press("#stop");
        until("text('#session') === 'stopped'");
    }

    @Test
    @RequiresCommand("ffmpeg")
    void fileIsPlayedHeldSoughtInAndComesToItsEnd() {
        play(server.url("/" + Film.OPUS.make(FILES).getFileName()), 1);
        until("text('#player-state') === 'playing' && / 0:07$/.test(text('#player-time'))");
        press("#player-toggle");
        until("text('#player-state') === 'paused' && /^0:0[0-3] /.test(text('#player-time'))");
        browser.run(
                """
                        window.seen = {};
                        const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
                        const video = document.getElementById('remote');
                        const look = () => {
                          canvas.drawImage(video, 0, 0, 8, 8);
                          const colour = [...canvas.getImageData(4, 4, 1, 1).data].slice(0, 3).map((n) => n > 128 ? 1 : 0).join('');
                          seen[colour] = [...seen[colour] ?? [], performance.now()];
                          video.requestVideoFrameCallback(look);
                        };
                        video.requestVideoFrameCallback(look);
                        const seek = document.getElementById('player-seek');
                        seek.value = 5500;
                        seek.dispatchEvent(new Event('input'));
                        seek.dispatchEvent(new Event('change'));
                        """);
        until("text('#player-time') === '0:05 / 0:07' && one('#player-seek').getAttribute('aria-valuetext')"
                + " === '0:05 of 0:07'");
        press("#player-toggle");
        until("text('#player-state') === 'end of stream' && one('#player-seek').disabled");
        until("!!seen['111']");
        // The key frame that a place between two is decoded from may be seen on the way.
        assertThat(((Number) browser
                .run("const [first, ...more] = seen['101'] ?? [0]; return (more.at(-1) ?? first) - first"))
                .doubleValue()).as("how long the second before was seen, ms").isLessThan(200);
        browser.screenshot("console-play");
        press("#player-toggle");
        until("text('#player-state') === 'playing' && /^0:0[1-6] /.test(text('#player-time'))");
        choose("type", "echo");
        press("#start");
        until("text('#session') === 'echo' && one('#player').hidden");
        press("#stop");
    }

    @Test
    @RequiresCommand("ffmpeg")
    void sourceThatCannotBeSoughtInSaysSoAndSoDoesARefusedOne() {
        play("http://127.0.0.1:1/film.webm", 0);
        until("text('#notice-text').includes('does not play from this address') && text('#session') === 'none'");
        play(plain.url("/" + Film.OPUS.make(FILES).getFileName()), 0);
        until("text('#player-note').startsWith('This source plays only from beginning to end')"
                + " && one('#player-seek').disabled && /^0:0[1-9] /.test(text('#player-time'))");
        press("#stop");
        until("one('#player').hidden");
    }

    @Test
    void recordingIsListedPlayedDownloadedHandedOnAndDeleted() throws IOException {
        browser.open(instance.http("/#session"));
        until("text('#socket') === 'connected'");
        choose("source", "generated");
        choose("type", "echo");
        press("#start");
        press("#recorder .record");
        until("text('#recorder .badge') === 'recording' && /^0:0[1-9]$/.test(text('#recorder .time'))");
        press("#recorder button[aria-label^='Pause recording']");
        until("text('#recorder .badge') === 'paused'");
        press("#recorder button[aria-label^='Resume recording']");
        until("text('#recorder .badge') === 'recording'");
        until("/^0:0[3-9]$/.test(text('#recorder .time'))");
        press("#recorder button[aria-label^='Stop recording']");
        until("text('#recorder .badge') === 'recorded'");
        press("#recorder button[aria-label^='Show']");
        until("!one('#page-recordings').hidden && text('#recordings > li .badge') === 'recorded'"
                + " && text('#recordings > li .format') === 'WebM'");
        long listed = (Long) browser.run("return document.querySelectorAll('#recordings > li').length");

        press("#recordings > li button[data-does=Play]");
        until("one('#recordings video')?.videoWidth === 640 && one('#recordings video').duration > 2"
                + " && one('#recordings video').currentTime > 0.5");
        browser.screenshot("console-recordings");
        browser.run("navigator.clipboard.writeText = async (text) => { window.copied = text; };");
        press("#recordings > li button[data-does='Copy link of']");
        until("text('#recordings > li .note').startsWith('The link is copied. It can be used by anybody until')");
        long size = ((Number) browser
                .await("return (await (await fetch(copied, { credentials: 'omit' })).blob()).size;"))
                .longValue();
        press("#recordings > li button[data-does=Download]");
        await("it is downloaded").atMost(PATIENCE).until(() -> downloaded().equals(List.of(size)));

        press("#recordings > li button[data-does=Delete]");
        until("one('#confirm').open && text('#confirm-text').startsWith('Delete the recording of')");
        press("#confirm-delete");
        until("all('#recordings > li').length === " + (listed - 1));
        assertThat(((Number) browser.await("return (await fetch(copied)).status;")).intValue()).isEqualTo(404);
        assertThat(browser.messages()).allMatch(message -> message.contains("404"));
        browser.run("document.getElementById('stop').click();");
        until("text('#session') === 'stopped'");
    }

    @Test
    void operatorSeesInstancesMediaServersSessionsAndRoomsAndEndsAndDrains() {
        try (ApiClient client = ApiClient.login(instance.socket(), "alice")) {
            browser.open(instance.http("/#operator"));
            until("!one('#tab-operator').hidden && all('#instances > tr').length === 1"
                    + " && text('#instances .badge') === 'up'");
            until("all('#nodes > tr').length === 1 && text('#nodes .badge') === 'up'");
            until("Number(text('#instances td:nth-of-type(2)')) >= 2");

            client.request("media/room/create", "class", "sfu", "room_id", "lecture");
            String id = client.request("media/session/create", "type", "publish", "room_id", "lecture",
                    "offer", Sdp.offer()).path("session_id").asText();
            String row = "#all-sessions > tr[data-any-session='" + id + "']";
            until("text(`" + row + " td`) === 'publish' && text(`" + row + " td:nth-of-type(2)`) === 'alice'");
            until("text('#all-rooms > tr[data-any-room=lecture] td:nth-of-type(2)') === '1'");
            until("/^1/.test(text('#nodes td:nth-of-type(2)'))");
            browser.screenshot("console-operator");

            press("#nodes button");
            until("one('#confirm').open && text('#confirm-delete') === 'Drain'");
            press("#confirm-delete");
            until("text('#nodes .badge') === 'draining' && text('#nodes button') === 'Undrain'");
            press("#nodes button");
            until("text('#nodes .badge') === 'up' && text('#nodes button') === 'Drain…'");

            press(row + " button");
            until("one('#confirm').open && text('#confirm-text').includes('session " + id.substring(0, 8) + "')");
            press("#confirm form button:not(.danger)");
            until("!one('#confirm').open && one(`" + row + "`) !== null");
            press(row + " button");
            press("#confirm-delete");
            until("one(`" + row + "`) === null");
            await("its client hears of it").atMost(PATIENCE).until(() -> client.events(id).stream()
                    .anyMatch(event -> event.type().equals("destroyed")));

            browser.run("const find = document.getElementById('find'); find.value = 'no such room';"
                    + "find.dispatchEvent(new Event('input'));");
            until("all('#all-rooms > tr').length === 0 && !one('#no-all-rooms').hidden");
            browser.run("const find = document.getElementById('find'); find.value = 'lect';"
                    + "find.dispatchEvent(new Event('input'));");
            press("#all-rooms > tr[data-any-room=lecture] button");
            press("#confirm-delete");
            until("all('#all-rooms > tr').length === 0");
        }
    }

    private static void play(String uri, int loops) {
        browser.open(instance.http("/#session"));
        until("text('#socket') === 'connected'");
        choose("type", "play");
        browser.run("document.getElementById('uri').value = arguments[0];"
                + "document.getElementById('loops').value = arguments[1];", uri, loops);
        press("#start");
    }

    /** The sizes of what was downloaded and is complete. */
    private static List<Long> downloaded() throws IOException {
        try (Stream<Path> files = Files.list(DOWNLOADS)) {
            return files.filter(file -> file.toString().endsWith(".webm")).map(file -> file.toFile().length()).toList();
        }
    }

    private static void choose(String id, String value) {
        browser.run("const list = document.getElementById(arguments[0]); list.value = arguments[1];"
                + "list.dispatchEvent(new Event('change'));", id, value);
    }

    /** As soon as it can be pressed. */
    private static void press(String selector) {
        until("one(`" + selector + "`)?.disabled === false");
        browser.run("document.querySelector(arguments[0]).click();", selector);
    }

    private static void until(String condition) {
        await(condition).atMost(PATIENCE).until(() -> Boolean.TRUE.equals(browser.run(
                "const one = (selector) => document.querySelector(selector);"
                        + "const all = (selector) => [...document.querySelectorAll(selector)];"
                        + "const text = (selector) => one(selector)?.textContent; return " + condition + ";")));
    }
}
