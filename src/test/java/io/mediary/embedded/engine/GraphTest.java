package io.mediary.embedded.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GraphTest {

    private static final LibraryMediaEngine ENGINE = new LibraryMediaEngine(EngineOptions.loopback());
    private final ProbeElement source = new ProbeElement(ENGINE);
    private final ProbeElement sink = new ProbeElement(ENGINE);
    private final Element first = ENGINE.passThrough();
    private final Element second = ENGINE.passThrough();

    @AfterAll
    static void stop() {
        ENGINE.close();
    }

    @Test
    void mediaGoThroughAndKeyFrameRequestsComeBack() {
        chain(MediaKind.VIDEO);
        source.forward(MediaKind.VIDEO, ProbeElement.packet("s", ProbeElement.VP8, 1, 0, ProbeElement.vp8(true, 1)));
        source.forward(ProbeElement.text(source, "x", "not connected"));
        assertThat(sink.packets).hasSize(1);
        assertThat(sink.messages).isEmpty();
        sink.link(MediaKind.VIDEO).source().orElseThrow().keyFrameWanted();
        assertThat(source.keyFramesWanted).hasValue(1);
    }

    @Test
    void aSecondSourceDisplacesTheFirst() {
        ProbeElement other = new ProbeElement(ENGINE);
        source.connect(MediaKind.AUDIO, sink);
        other.connect(MediaKind.AUDIO, sink);
        assertThat(sink.source(MediaKind.AUDIO)).contains(other);
        assertThat(source.sinks(MediaKind.AUDIO)).isEmpty();
        source.disconnect(MediaKind.AUDIO, sink);
        assertThat(sink.source(MediaKind.AUDIO)).contains(other);
    }

    @Test
    void connectingTwiceIsConnectingOnce() {
        source.connect(MediaKind.AUDIO, sink);
        source.connect(MediaKind.AUDIO, sink);
        assertThat(source.sinks(MediaKind.AUDIO)).containsExactly(sink);
    }

    @Test
    void aCircleThatNeverLeavesTheServerIsRefused() {
        first.connect(MediaKind.VIDEO, second);
        assertThatThrownBy(() -> second.connect(MediaKind.VIDEO, first)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> first.connect(MediaKind.VIDEO, first)).isInstanceOf(IllegalArgumentException.class);
        assertThat(first.source(MediaKind.VIDEO)).isEmpty();
        second.connect(MediaKind.AUDIO, first);
    }

    @Test
    void aClosedElementIsCutOffAndStaysSo() {
        chain(MediaKind.VIDEO);
        first.close();
        first.close();
        assertThat(source.sinks(MediaKind.VIDEO)).isEmpty();
        assertThat(second.source(MediaKind.VIDEO)).isEmpty();
        source.connect(MediaKind.VIDEO, first);
        assertThat(source.sinks(MediaKind.VIDEO)).isEmpty();
    }

    @Test
    void elementsOfTwoEnginesAreNotConnected() {
        try (LibraryMediaEngine other = new LibraryMediaEngine(EngineOptions.loopback())) {
            Element foreign = other.passThrough();
            assertThatThrownBy(() -> first.connect(MediaKind.AUDIO, foreign))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aClosedEngineMakesNoMoreElements() {
        LibraryMediaEngine other = new LibraryMediaEngine(EngineOptions.loopback());
        other.passThrough();
        other.close();
        assertThatThrownBy(other::passThrough).isInstanceOf(IllegalStateException.class);
        assertThat(other.openElements()).isZero();
    }

    private void chain(MediaKind kind) {
        source.connect(kind, first);
        first.connect(kind, second);
        second.connect(kind, sink);
    }
}
