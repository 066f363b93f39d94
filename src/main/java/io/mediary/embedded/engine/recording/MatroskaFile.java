package io.mediary.embedded.engine.recording;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

import io.mediary.embedded.engine.MediaKind;

/**
 * A Matroska file (RFC 9559), or WebM, which is a part of that: clusters of simple blocks, an index of the places to jump to, and at the front room
 * for what is not known yet. Nothing is written before there is a track. Tracks are announced when their first frame comes; the duration is brought up
 * to date each second, so that a file that was never finished can be read up to its last frame.
 */
final class MatroskaFile implements Container {

    private static final int SEEK_ROOM = 128;
    private static final int TRACK_ROOM = 1024;
    private static final long LONGEST_CLUSTER_MILLIS = 5_000;
    private static final long SHORTEST_CLUSTER_MILLIS = 1_000;
    /** How old the duration at the front may be while the file grows. */
    private static final long TOLD_MILLIS = 1_000;
    private static final long NANOS_A_TICK = 1_000_000;
    private static final int MOST_CUES = 100_000;

    private static final int EBML = 0x1A45DFA3;
    private static final int SEGMENT = 0x18538067;
    private static final int SEEK_HEAD = 0x114D9B74;
    private static final int INFO = 0x1549A966;
    private static final int DURATION = 0x4489;
    private static final int TRACKS = 0x1654AE6B;
    private static final int CLUSTER = 0x1F43B675;
    private static final int CUES = 0x1C53BB6B;
    private static final int SIMPLE_BLOCK = 0xA3;
    private static final int KEY = 0x80;

    private record Cue(long millis, int track, long cluster) {
    }

    private final FileChannel file;
    private final String docType;
    private final MatroskaTracks tracks = new MatroskaTracks();
    private final List<Cue> cues = new ArrayList<>();
    private long segment;
    private long seekHead;
    private long info;
    private long duration;
    private long trackRoom;
    private long cluster = -1;
    private long clusterMillis;
    private long end;
    private long told;

    /**
     * Writes nothing yet.
     *
     * @param file empty; whoever opened it closes it
     * @param docType `webm` or `matroska`
     */
    MatroskaFile(FileChannel file, String docType) {
        this.file = file;
        this.docType = docType;
    }

    private void begin() throws IOException {
        if (segment > 0) {
            return;
        }
        append(Ebml.element(EBML, Ebml.unsigned(0x4286, 1), Ebml.unsigned(0x42F7, 1), Ebml.unsigned(0x42F2, 4),
                Ebml.unsigned(0x42F3, 8), Ebml.text(0x4282, docType), Ebml.unsigned(0x4287, 4),
                Ebml.unsigned(0x4285, 2)));
        append(Ebml.id(SEGMENT));
        append(Ebml.longSize(Ebml.UNKNOWN));
        segment = file.position();
        seekHead = file.position();
        append(Ebml.nothing(SEEK_ROOM));
        info = file.position();
        byte[] length = Ebml.real(DURATION, 0);
        append(Ebml.element(INFO, Ebml.unsigned(0x2AD7B1, NANOS_A_TICK), Ebml.text(0x4D80, "Mediary"),
                Ebml.text(0x5741, "Mediary"), length));
        duration = file.position() - Double.BYTES;
        trackRoom = file.position();
        append(Ebml.nothing(TRACK_ROOM));
        fill(seekHead, SEEK_ROOM, Ebml.element(SEEK_HEAD, seek(INFO, info), seek(TRACKS, trackRoom)));
    }

    @Override
    public void video(VideoFormat format) throws IOException {
        begin();
        tracks.video(format);
        fill(trackRoom, TRACK_ROOM, Ebml.element(TRACKS, tracks.entries()));
    }

    @Override
    public void audio() throws IOException {
        begin();
        tracks.audio();
        fill(trackRoom, TRACK_ROOM, Ebml.element(TRACKS, tracks.entries()));
    }

    @Override
    public void write(Frame frame) throws IOException {
        if (cluster < 0 || begins(frame)) {
            closeCluster();
            openCluster(frame);
        }
        byte[] data = frame.data();
        ByteBuffer block = ByteBuffer.allocate(4 + 12 + data.length).put((byte) SIMPLE_BLOCK)
                .put(Ebml.size(4L + data.length)).put((byte) (0x80 | tracks.number(frame.kind())))
                .putShort((short) (frame.millis() - clusterMillis)).put((byte) (frame.key() ? KEY : 0)).put(data);
        append(block.flip());
        end = Math.max(end, frame.millis() + frame.length());
        if (end - told >= TOLD_MILLIS) {
            tellDuration();
        }
    }

    @Override
    public void finish() throws IOException {
        if (segment == 0) {
            return;
        }
        closeCluster();
        tellDuration();
        long index = file.position();
        if (!cues.isEmpty()) {
            append(Ebml.element(CUES, cues.stream().map(this::cuePoint).toArray(byte[][]::new)));
            fill(seekHead, SEEK_ROOM,
                    Ebml.element(SEEK_HEAD, seek(INFO, info), seek(TRACKS, trackRoom), seek(CUES, index)));
        }
        overwrite(segment - Long.BYTES, Ebml.longSize(file.position() - segment));
    }

    @Override
    public void close() {
        // The file is all that is held.
    }

    /** A cluster begins where one may want to jump to, and before the times in it become too long for their 16 bits. */
    private boolean begins(Frame frame) {
        long age = frame.millis() - clusterMillis;
        boolean jump = frame.kind() == MediaKind.VIDEO && frame.key() && age >= SHORTEST_CLUSTER_MILLIS;
        return jump || age >= LONGEST_CLUSTER_MILLIS;
    }

    private void openCluster(Frame frame) throws IOException {
        cluster = file.position();
        clusterMillis = frame.millis();
        append(Ebml.id(CLUSTER));
        append(Ebml.longSize(Ebml.UNKNOWN));
        append(Ebml.unsigned(0xE7, clusterMillis));
        boolean jump = frame.kind() == MediaKind.VIDEO ? frame.key() : !tracks.hasVideo();
        if (jump && cues.size() < MOST_CUES) {
            cues.add(new Cue(clusterMillis, tracks.number(frame.kind()), cluster - segment));
        }
    }

    private void closeCluster() throws IOException {
        if (cluster >= 0) {
            long content = cluster + Integer.BYTES + Long.BYTES;
            overwrite(content - Long.BYTES, Ebml.longSize(file.position() - content));
        }
    }

    private void tellDuration() throws IOException {
        overwrite(duration, ByteBuffer.allocate(Double.BYTES).putDouble(end).array());
        told = end;
    }

    private byte[] cuePoint(Cue cue) {
        return Ebml.element(0xBB, Ebml.unsigned(0xB3, cue.millis),
                Ebml.element(0xB7, Ebml.unsigned(0xF7, cue.track), Ebml.unsigned(0xF1, cue.cluster)));
    }

    private byte[] seek(int id, long position) {
        return Ebml.element(0x4DBB, Ebml.element(0x53AB, Ebml.id(id)), Ebml.unsigned(0x53AC, position - segment));
    }

    private void fill(long position, int room, byte[] element) throws IOException {
        int rest = room - element.length;
        if (rest < 2) {
            throw new IOException("no room for " + element.length + " bytes at the file's beginning");
        }
        overwrite(position, ByteBuffer.allocate(room).put(element).put(Ebml.nothing(rest)).array());
    }

    private void append(byte[] bytes) throws IOException {
        append(ByteBuffer.wrap(bytes));
    }

    /** All or, where the disk is full, nothing: the file can be read up to there. */
    private void append(ByteBuffer bytes) throws IOException {
        long before = file.position();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            file.truncate(before);
            throw e;
        }
    }

    private void overwrite(long position, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            file.write(rest, position + rest.position());
        }
    }
}
