package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** One connection between a page and a peer of the engine, with the signalling in between. */
final class BrowserCall {

    private final Browser browser;
    private final String name;
    final RecordingListener listener = new RecordingListener();
    final WebRtcPeer peer;
    private final UnaryOperator<String> relay;
    private int taken;

    private BrowserCall(Browser browser, MediaEngine engine, String name) {
        this(browser, engine, name, null);
    }

    private BrowserCall(Browser browser, MediaEngine engine, String name, UnaryOperator<String> relay) {
        this.relay = relay;
        this.browser = browser;
        this.name = name;
        peer = engine.webRtcPeer(true, listener);
    }

    /** The browser offers. */
    static BrowserCall answered(Browser browser, MediaEngine engine, String name, Map<String, Object> options)
            throws NegotiationException {
        return answered(browser, engine, name, options, peer -> {
        });
    }

    /** The browser offers; before that something is done with the peer. */
    static BrowserCall answered(Browser browser, MediaEngine engine, String name, Map<String, Object> options,
            Consumer<WebRtcPeer> before) throws NegotiationException {
        BrowserCall call = new BrowserCall(browser, engine, name);
        before.accept(call.peer);
        String offer = (String) browser.call("makeOffer", name, options);
        browser.call("takeAnswer", name, call.peer.processOffer(offer));
        call.peer.gatherCandidates();
        return call.connected();
    }

    /** The browser offers, and meets the engine only where its changed candidates lead to. */
    static BrowserCall relayed(Browser browser, MediaEngine engine, String name, Map<String, Object> options,
            UnaryOperator<String> relay)
            throws NegotiationException {
        BrowserCall call = new BrowserCall(browser, engine, name, relay);
        String offer = (String) browser.call("makeOffer", name, options);
        browser.call("takeAnswer", name, call.peer.processOffer(offer.replaceAll("a=candidate.*\r\n", "")));
        call.peer.gatherCandidates();
        return call.connected();
    }

    /** The engine offers. */
    static BrowserCall offered(Browser browser, MediaEngine engine, String name, Map<String, Object> options)
            throws NegotiationException {
        return offered(browser, engine, name, options, peer -> {
        });
    }

    /** The engine offers; before that something is done with the peer. */
    static BrowserCall offered(Browser browser, MediaEngine engine, String name, Map<String, Object> options,
            Consumer<WebRtcPeer> before) throws NegotiationException {
        BrowserCall call = new BrowserCall(browser, engine, name);
        before.accept(call.peer);
        String answer = (String) browser.call("makeAnswer", name, call.peer.generateOffer(), options);
        call.peer.gatherCandidates();

        call.peer.processAnswer(answer);
        return call.connected();
    }

    /** Options of a call with camera and microphone. */
    static Map<String, Object> options(String codec, String label) {
        Map<String, Object> options = new HashMap<>();
        options.put("codec", codec);
        options.put("label", label);
        return options;
    }

    /** Options of a call that only listens. */
    static Map<String, Object> listening() {
        return Map.of("media", false);
    }

    /** Options of a call whose camera shows this colour, or `noise`, and that has no microphone. */
    static Map<String, Object> painted(String paint, String codec) {
        Map<String, Object> options = options(codec, null);
        options.put("paint", paint);
        return options;
    }

    /** Options of a call that sends a tone of that frequency and knows no other audio codec. */
    static Map<String, Object> sounding(int hertz, String audioCodec) {
        Map<String, Object> options = options(null, null);
        options.put("tone", hertz);
        options.put("audio", audioCodec);
        return options;
    }

    BrowserCall echo() {
        for (MediaKind kind : MediaKind.values()) {
            peer.connect(kind, peer);
        }
        return this;
    }

    private BrowserCall connected() {
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            trickle();
            return "connected".equals(stats().get("state"));
        });
        return this;
    }

    private void trickle() {
        for (Object each : relay != null ? List.of() : (List<?>) browser.call("candidates", name)) {
            Map<?, ?> candidate = (Map<?, ?>) each;
            peer.addCandidate((String) candidate.get("sdpMid"), ((Number) candidate.get("sdpMLineIndex")).intValue(),
                    (String) candidate.get("candidate"));
        }
        for (; taken < listener.candidates.size(); taken++) {
            RecordingListener.Told told = listener.candidates.get(taken);
            browser.call("takeCandidate", name, relay == null ? told.candidate() : relay.apply(told.candidate()),
                    told.mid(), told.index());
        }
    }

    Map<String, Object> stats() {
        return browser.object("stats", name);
    }

    long stat(String key) {
        Object value = stats().get(key);
        return value == null ? 0 : ((Number) value).longValue();
    }

    double brightest() {
        return ((Number) browser.object("picture", name).get("brightest")).doubleValue();
    }

    /** The colour in the middle of the picture: red, green, blue or black, whichever it is most. */
    String colour() {
        Map<String, Object> picture = browser.object("picture", name);
        String most = "black";
        int strongest = 60;
        for (String colour : List.of("red", "green", "blue")) {
            int value = ((Number) picture.get(colour)).intValue();
            if (value > strongest) {
                most = colour;
                strongest = value;
            }
        }
        return most;
    }

    /** Waits until the tone heard is of that frequency, and says how loud it is, in dB of full scale. */
    double awaitTone(int hertz) {
        Map<String, Object> tone = await().atMost(Duration.ofSeconds(15)).until(() -> browser.object("pitch", name),
                heard -> Math.abs(((Number) heard.get("hertz")).doubleValue() - hertz) < 15);
        return ((Number) tone.get("decibels")).doubleValue();
    }

    /** Bits a second of video that the page sends, measured over a second. */
    long sends() {
        long from = stat("videoBytesSent");
        long begin = System.nanoTime();
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        return (stat("videoBytesSent") - from) * 8_000_000_000L / (System.nanoTime() - begin);
    }

    /** Waits until that many more of something came in. */
    void awaitMore(String key, int more) {
        long before = stat(key);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(
                () -> assertThat(stats()).as("%s of %s, %s", key, name, peer.stats(List.of(MediaKind.values())))
                        .satisfies(s -> assertThat(((Number) s.get(key)).longValue())
                                .isGreaterThanOrEqualTo(before + more)));
    }

    void say(String label, String text) {
        browser.call("say", name, label, text);
    }

    void awaitMessage(String message) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> ((List<?>) browser.call("messages", name)).contains(message));
    }

    void awaitChannel(String label, String state) {
        await().atMost(Duration.ofSeconds(10)).until(() -> state.equals(browser.call("channelState", name, label)));
    }

    void hangUp() {
        browser.call("hangUp", name);
    }

    /** Both sides are over. */
    void end() {
        hangUp();
        peer.close();
    }
}
