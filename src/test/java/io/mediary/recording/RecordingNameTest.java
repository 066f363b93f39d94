package io.mediary.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.mediary.function.ErrorCode;
import io.mediary.function.Failure;
import io.mediary.media.RecordingProfile.Format;

class RecordingNameTest {

    private static final Path ELSEWHERE = Path.of("/srv/recordings of media servers");

    @TempDir
    private Path base;
    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(base.resolve("rec"));
        Files.createDirectory(base.resolve("rec-secret"));
        Files.createDirectory(directory.resolve("ann"));
        Files.writeString(directory.resolve("ann/old.webm"), "x");
        Files.createSymbolicLink(directory.resolve("out"), base);
        Files.createSymbolicLink(directory.resolve("in"), directory.resolve("ann"));
        Files.createSymbolicLink(directory.resolve("link.webm"), base.resolve("secret.webm"));
        Files.createSymbolicLink(directory.resolve("alias.webm"), directory.resolve("ann/old.webm"));
        Files.createSymbolicLink(directory.resolve("circle"), directory.resolve("circle"));
    }

    @ParameterizedTest
    @CsvSource({"a, a.webm", "a.webm, a.webm", "A.WEBM, A.WEBM", "a.mp4, a.mp4.webm", "a.webm.mp4, a.webm.mp4.webm",
            "ann/new, ann/new.webm", "ann//new, ann/new.webm", "./ann/./new, ann/new.webm",
            "ann/old.webm, ann/old.webm",
            "a..b, a..b.webm", "Ann's, ", "Sitzung 7 (2) @home_+=, Sitzung 7 (2) @home_+=.webm", "é, é.webm",
            "e\u0301, \u00e9.webm", "会議/録画, 会議/録画.webm", "हिन्दी, हिन्दी.webm", "x_0Zk-1, x_0Zk-1.webm",
            "a/b/c/d/e/f/g/h, a/b/c/d/e/f/g/h.webm", "file:DIR/a, a.webm", "FILE:DIR/a, a.webm",
            "file://DIR/ann/a, ann/a.webm",
            "file:DIR/a%20b.webm, a b.webm", "file:DIR/%C3%A9, é.webm", "file:DIR//ann/./a, ann/a.webm"})
    void namesInsideAreNormalised(String asked, String name) {
        if (name == null) {
            assertThat(refusal(asked, directory, Format.WEBM)).isEqualTo(ErrorCode.UNAUTHORIZED);
        } else {
            assertThat(RecordingName.of(placed(asked), directory, Format.WEBM)).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "/", "//", "../a", "a/../b", "a/..", "ann/../../a", "..\\a", "a\\b",
            "\\\\host\\a",
            "C:\\a", "C:a", "/etc/a", "/a.webm", "DIR/a.webm", "a/", ".a", ".webm", "ann/.a", ".ann/a", "...", "-a",
            "a ", " a",
            "ann /a", "a./b", "a.", "%2e%2e/a", "%2e%2e%2fa", "..%2fa", "a%00", "%252e%252e/a", "a\u0000.webm", "a\n",
            "a\tb",
            "a\u007f", "a\u0085b", "a\u202eb", "\ufeffa", "a\u200bb", "\u0301a", "a\uD800b", "\uDC00", "a:b", "a*",
            "a?", "a\"b",
            "<a>", "a|b", "a;b", "a&b", "$a", "`a`", "a'b", "~a", "!a", "#a", "a{b}", "a[b]", "．．/a", "‥/a", "a／b",
            "http://127.0.0.1/a", "https://public.example/a", "s3://bucket/a", "ftp://x/a", "data:,a", "file:",
            "file:a.webm", "file:./a", "file:../a", "file:/", "file:///", "file://DIR", "file://DIR/",
            "file://DIR/ann/",
            "file:///etc/passwd", "file://localhostDIR/a", "file://hostDIR/a", "file:///DIR/a", "file://DIR/../a",
            "file://DIR/ann/../../a", "file://DIR/ann/../a", "file://DIR/%2e%2e/a", "file://DIR/..%2fa",
            "file://DIR/..%5ca",
            "file://DIR/%252e%252e/a", "file://DIR-secret/a", "file://DIR/a?x", "file://DIR/a#x", "file://DIR/a%00",
            "file://DIR/a%0a", "file://DIR/%ff%fe", "file://DIR/%c0%ae%c0%ae/a", "file://DIR/%ed%a0%80",
            "file://DIR/%zz",
            "file://DIR/é", "file://DIR/a b", "file://DIR/a\\..\\b", "file://DIR/.a", "file://DIR/out/a", "out/a",
            "out/new/a",
            "in/a", "in/old.webm", "link.webm", "link", "alias.webm", "circle/a", "ann/old.webm/a",
            "a/b/c/d/e/f/g/h/i"})
    void whatLeavesTheDirectoryOrIsNoNameIsRefused(String asked) {
        assertThat(refusal(placed(asked), directory, Format.WEBM)).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aNameHasAtMostTwoHundredCharactersWithItsExtension() {
        assertThat(RecordingName.of("x".repeat(196), directory, Format.MP4)).hasSize(200).endsWith("x.mp4");
        assertThat(refusal("x".repeat(197), directory, Format.MP4)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal("a/".repeat(120) + "a", directory, Format.MP4)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal("会".repeat(90), directory, Format.MP4)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal("x".repeat(1_000_000), directory, Format.MP4)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal("file:" + directory + "/" + "x".repeat(5_000), directory, Format.MP4))
                .isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aDirectoryThatIsNotHereIsJudgedByItsPath() {
        assertThat(RecordingName.of("file:/srv/recordings%20of%20media%20servers/a/b", ELSEWHERE, Format.MP4))
                .isEqualTo("a/b.mp4");
        assertThat(refusal("file:/srv/recordings%20of%20media%20servers/../b", ELSEWHERE, Format.MP4))
                .isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void linksAreLookedForWhereThisInstanceSeesTheDirectory() {
        assertThat(refusal("out/a", directory, Format.MP4)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(
                catchThrowableOfType(Failure.class, () -> RecordingName.of("out/a", ELSEWHERE, directory, Format.MP4))
                        .code())
                .isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(RecordingName.of("out/a", directory, ELSEWHERE, Format.MP4)).isEqualTo("out/a.mp4");
    }

    @Test
    void theDirectoryItselfMayBeALink() throws IOException {
        Path link = Files.createSymbolicLink(base.resolve("link"), directory);
        assertThat(RecordingName.of("file:" + link + "/ann/a", link, Format.MP4)).isEqualTo("ann/a.mp4");
        assertThat(refusal("out/a", link, Format.MP4)).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    private String placed(String asked) {
        return asked.replace("DIR", directory.toString());
    }

    private static ErrorCode refusal(String asked, Path directory, Format format) {
        Failure failure = catchThrowableOfType(Failure.class, () -> RecordingName.of(asked, directory, format));
        return failure == null ? null : failure.code();
    }
}
