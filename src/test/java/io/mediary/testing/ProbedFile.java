package io.mediary.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What ffprobe finds in a file, and ffmpeg when it decodes it. Thread-safe. */
public final class ProbedFile {

    private static final int SAMPLE_RATE = 16_000;
    private static final double HERTZ_NEAR = 12;
    private static final int BRIGHT = 180;
    private static final int DARK = 80;

    private final Path path;
    private final JsonNode found;

    /** Asks ffprobe; fails where the file cannot be read. */
    public ProbedFile(Path path) {
        this.path = path;
        try {
            found = new ObjectMapper().readTree(run("ffprobe", "-v", "error", "-of", "json", "-show_streams",
                    "-show_format", "-show_packets", path.toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Seconds, as the file says. */
    public double duration() {
        return found.at("/format/duration").asDouble();
    }

    /** `video vp8 320x240`, `audio opus`, in the order of the alphabet. */
    public List<String> streams() {
        return each("streams").map(s -> s.path("codec_type").asText() + " " + s.path("codec_name").asText()
                + (s.has("width") ? " " + s.path("width").asText() + "x" + s.path("height").asText() : "")).sorted()
                .toList();
    }

    /** The times of a kind's packets, in seconds. */
    public List<Double> times(String kind) {
        return packets(kind).map(p -> p.path("pts_time").asDouble()).toList();
    }

    /** The time of a kind's last packet, in seconds. */
    public double last(String kind) {
        List<Double> times = times(kind);
        return times.get(times.size() - 1);
    }

    /** From when to when nothing is heard, in seconds: what is shorter than 0.2 s does not count. */
    public List<double[]> silences() {
        String heard = run("ffmpeg", "-hide_banner", "-nostats", "-i", path.toString(), "-af",
                "silencedetect=noise=-50dB:d=0.2", "-vn", "-f", "null", "-");
        List<double[]> silences = new ArrayList<>();
        for (String line : heard.lines().filter(l -> l.contains("silence_")).toList()) {
            double second = Double.parseDouble(line.replaceAll(".*silence_(start|end): (-?[0-9.e-]+).*", "$2"));
            if (line.contains("silence_start")) {
                silences.add(new double[]{second, Double.MAX_VALUE});
            } else {
                silences.get(silences.size() - 1)[1] = second;
            }
        }
        return silences;
    }

    /** Whether the first packet of video is a key frame. */
    public boolean beginsWithKeyFrame() {
        return packets("video").findFirst().orElseThrow().path("flags").asText().startsWith("K");
    }

    /** The longest time between two packets of a kind, in seconds; negative where times fall. */
    public double longestGap(String kind) {
        List<Double> times = times(kind);
        double longest = 0;
        for (int i = 1; i < times.size(); i++) {
            double gap = times.get(i) - times.get(i - 1);
            if (gap <= 0) {
                return -1;
            }
            longest = Math.max(longest, gap);
        }
        return longest;
    }

    /** All that ffmpeg complains of when it decodes every frame. */
    public String complaints() {
        return run("ffmpeg", "-v", "warning", "-i", path.toString(), "-fps_mode", "passthrough",
                "-enc_time_base:v", "1:1000", "-f", "null", "-");
    }

    /** The colour in the middle of the picture at that second: red, green and blue. */
    public int[] colour(double second) {
        String hex = run("sh", "-c", "ffmpeg -v error -ss " + second + " -i " + path
                + " -frames:v 1 -vf scale=1:1 -f rawvideo -pix_fmt rgb24 - | od -An -tu1");
        return Stream.of(hex.trim().split(" +")).mapToInt(Integer::parseInt).toArray();
    }

    /** Fails where the picture of that second is not about that colour, of parts that are 0 or 255. */
    public void assertShows(double second, Color wanted) {
        assertThat(parts(second)).as("the picture at %s s", second).isEqualTo(parts(wanted));
    }

    /** Fails where no tenth of a second of that time shows a picture of about that colour. */
    public void assertShows(double from, double until, Color wanted) {
        assertThat(DoubleStream.iterate(until, second -> second >= from, second -> second - 0.1)
                .mapToObj(this::parts).anyMatch(parts -> Arrays.equals(parts, parts(wanted))))
                .as("%s in the picture from %s to %s s", wanted, from, until).isTrue();
    }

    private int[] parts(double second) {
        return IntStream.of(colour(second)).map(part -> part > BRIGHT ? 255 : part < DARK ? 0 : part).toArray();
    }

    private static int[] parts(Color wanted) {
        return new int[]{wanted.getRed(), wanted.getGreen(), wanted.getBlue()};
    }

    /** Fails where no half second of that time sounds like that tone. */
    public void assertSounds(double from, double until, double hertz) {
        assertThat(DoubleStream.iterate(from, second -> second <= until - 0.5, second -> second + 0.25)
                .mapToObj(this::tone)).as("the sound from %s to %s s", from, until)
                .anySatisfy(tone -> assertThat(tone).hasValueCloseTo(hertz, within(HERTZ_NEAR)));
    }

    /** Fails where something is heard in the half second from that second on. */
    public void assertSilent(double second) {
        assertThat(tone(second)).as("the sound at %s s", second).isEmpty();
    }

    /** The strongest frequency in the half second from that second on, in Hz, to 2 Hz; empty: silence. */
    public OptionalDouble tone(double second) {
        byte[] sound = output("ffmpeg", "-v", "error", "-ss", String.valueOf(second), "-t", "0.5", "-i",
                path.toString(),
                "-ar", String.valueOf(SAMPLE_RATE), "-ac", "1", "-f", "s16le", "-");
        short[] samples = new short[sound.length / 2];
        ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples.length == 0 ? OptionalDouble.empty() : Tone.strongest(samples, SAMPLE_RATE);
    }

    private Stream<JsonNode> packets(String kind) {
        return each("packets").filter(p -> p.path("codec_type").asText().equals(kind));
    }

    private Stream<JsonNode> each(String list) {
        return StreamSupport.stream(found.path(list).spliterator(), false);
    }

    private static String run(String... command) {
        return new String(output(command), StandardCharsets.UTF_8);
    }

    private static byte[] output(String... command) {
        try {
            Process process = new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
            process.getOutputStream().close();
            byte[] said = process.getInputStream().readAllBytes();
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(
                        String.join(" ", command) + ": " + new String(said, StandardCharsets.UTF_8));
            }
            return said;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
