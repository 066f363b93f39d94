package io.mediary.embedded.engine;

import io.mediary.embedded.engine.recording.RecordingProfile;

/**
 * Makes the elements of the embedded media server and owns what they share: the UDP socket, the certificate, timers.
 * Thread-safe. Closing it closes every element.
 */
public interface MediaEngine extends AutoCloseable {

    /** A WebRTC connection. */
    WebRtcPeer webRtcPeer(boolean dataChannels, PeerListener listener);

    /** A connection by plain RTP. */
    RtpPeer rtpPeer(PeerListener listener);

    /** An element that hands on what it gets: Kurento's `PassThrough`. */
    Element passThrough();

    /** What plays the file of this uri, which is not opened before it plays; any text will do. */
    Player player(String uri, PlayerListener listener);

    /**
     * A recorder of what comes in.
     *
     * @param uri `file:` with an absolute path; looked at when the recording begins
     */
    Recorder recorder(String uri, RecordingProfile profile, RecorderListener listener);

    /** How many elements are open: for tests that look for leaks. */
    int openElements();

    @Override
    void close();
}
