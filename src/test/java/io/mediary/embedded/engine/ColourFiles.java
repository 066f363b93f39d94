package io.mediary.embedded.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files made by this machine's ffmpeg: six seconds, two each of red, green and blue, with a tone of 440 Hz. The only key
 * frame is the first picture, so that nothing can be found by key frames alone.
 */
public final class ColourFiles {

    static final int MILLIS = 6_000;

    private ColourFiles() {
    }

    /** VP8 and Opus. */
    public static Path webm(Path directory) throws Exception {
        return make(directory.resolve("colours.webm"), "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8",
                "-b:v", "300k", "-g", "999", "-keyint_min", "999", "-c:a", "libopus");
    }

    /** VP8 and Vorbis. */
    static Path vorbis(Path directory) throws Exception {
        return make(directory.resolve("vorbis.webm"), "-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8",
                "-b:v", "300k", "-c:a", "libvorbis");
    }

    /** H264 and AAC, its index at the beginning. */
    static Path mp4(Path directory) throws Exception {
        return make(directory.resolve("colours.mp4"), "-c:v", "libx264", "-profile:v", "baseline", "-preset",
                "ultrafast", "-pix_fmt", "yuv420p", "-g", "999", "-sc_threshold", "0", "-c:a", "aac", "-movflags",
                "+faststart");
    }

    /** VP9, which no peer of this engine agrees to. */
    static Path vp9(Path directory) throws Exception {
        return make(directory.resolve("vp9.webm"), "-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8",
                "-c:a", "libopus");
    }

    private static Path make(Path file, String... encoders) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>();
        for (String colour : List.of("red", "lime", "blue")) {
            arguments.addAll(List.of("-f", "lavfi", "-i", "color=c=" + colour + ":s=160x120:r=15:d=2"));
        }
        arguments.addAll(List.of("-f", "lavfi", "-i", "sine=frequency=440:duration=6", "-filter_complex",
                "[0][1][2]concat=n=3[v]", "-map", "[v]", "-map", "3:a"));
        arguments.addAll(List.of(encoders));
        arguments.add(file.toString());
        try (Ffmpeg ffmpeg = Ffmpeg.start(file.getParent(), arguments.toArray(String[]::new))) {
            ffmpeg.end();
        }
        return file;
    }
}
