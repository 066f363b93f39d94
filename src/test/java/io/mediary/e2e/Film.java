package io.mediary.e2e;

import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.mediary.testing.Ffmpeg;

/**
 * Kinds of files whose picture tells the time: a colour a second, and a tone all the time. The only key frame is the first
 * picture, so that no position can be found by key frames alone.
 */
enum Film {
    /** VP8 and Opus. */
    OPUS("webm", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -g 999 -keyint_min 999 -c:a libopus"),
    /** VP8 and Vorbis. */
    VORBIS("webm", "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 300k -g 999 -keyint_min 999 -c:a libvorbis"),
    /** H264 and AAC. */
    MP4("mp4",
            "-c:v libx264 -profile:v baseline -preset ultrafast -g 999 -sc_threshold 0 -c:a aac -movflags +faststart");

    /** Of the seconds, in their order. */
    static final List<Color> COLOURS = List.of(Color.RED, Color.GREEN, Color.BLUE, Color.YELLOW, Color.MAGENTA,
            Color.CYAN, Color.WHITE);
    /** The tone. */
    static final double HERTZ = 440;
    /** How long a film is that has all colours. */
    static final int MILLIS = 1_000 * COLOURS.size();

    private final String extension;
    private final List<String> encoders;

    Film(String extension, String encoders) {
        this.extension = extension;
        this.encoders = List.of(encoders.split(" "));
    }

    /** Makes one of 7 s. */
    Path make(Path directory) {
        return make(directory, COLOURS.size());
    }

    /** Makes one with the first colours: 1 to 7 s. */
    Path make(Path directory, int seconds) {
        List<String> arguments = new ArrayList<>();
        StringBuilder pictures = new StringBuilder();
        for (int second = 0; second < seconds; second++) {
            arguments.addAll(List.of("-f", "lavfi", "-i", "color=c=0x%06x:s=160x120:r=15:d=1"
                    .formatted(COLOURS.get(second).getRGB() & 0xffffff)));
            pictures.append("[%d]".formatted(second));
        }
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=%s:sample_rate=48000:duration=%d".formatted(HERTZ,
                seconds), "-filter_complex", "%sconcat=n=%d[v]".formatted(pictures, seconds), "-map", "[v]", "-map",
                seconds + ":a", "-pix_fmt", "yuv420p"));
        arguments.addAll(encoders);
        Path file = directory.resolve("%s-%d.%s".formatted(name().toLowerCase(Locale.ROOT), seconds,
                extension));
        Ffmpeg.make(arguments, file);
        return file;
    }
}
