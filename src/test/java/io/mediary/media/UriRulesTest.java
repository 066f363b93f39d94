package io.mediary.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriRulesTest {

    private static final Map<String, List<String>> NAMES = Map.of("public.example", List.of("93.184.215.14"),
            "inner.example", List.of("192.168.1.9"), "mixed.example", List.of("93.184.215.14", "10.0.0.1"),
            "loop.example", List.of("127.0.0.1"), "six.example", List.of("2606:2800:21f:cb07::1"),
            "loop6.example", List.of("::1"), "nowhere.example", List.of(), "listed.example", List.of("10.1.1.1"));

    @TempDir
    private Path base;
    private Path media;
    private UriRules rules;
    private final AtomicInteger asked = new AtomicInteger();

    @BeforeEach
    void make() throws IOException {
        media = Files.createDirectory(base.resolve("media"));
        Files.createDirectory(base.resolve("media-secret"));
        Files.writeString(base.resolve("secret.webm"), "x");
        Files.writeString(base.resolve("media-secret/x.webm"), "x");
        Files.writeString(media.resolve("a b.webm"), "x");
        Files.createSymbolicLink(media.resolve("link.webm"), base.resolve("secret.webm"));
        Files.createSymbolicLink(media.resolve("dangling.webm"), base.resolve("nothing.webm"));
        Files.createSymbolicLink(media.resolve("way"), base);
        rules = new UriRules(List.of("file://" + media + "/", "http://listed.example:8080/media/",
                "file:///srv/elsewhere"), this::resolve);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://public.example/x.webm", "https://public.example:8443/a/../x.mp4?token=%25#t=3",
            "HTTPS://PUBLIC.example/", "http://93.184.215.14/x", "http://[2606:2800:21f:cb07::1]/x",
            "http://six.example/%C3%A9.webm", "http://listed.example:8080/media/x.webm",
            "file:///srv/elsewhere/x.webm", "file:MEDIA/a%20b.webm", "file://MEDIA/not-there-yet.webm"})
    void whatIsPublicOrListedMayBeOpened(String uri) {
        assertThat(rules.check(placed(uri)).refusal()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x.webm", "/etc/passwd", "//public.example/x", "mailto:a@b.example",
            "ftp://public.example/x", "rtsp://public.example/x", "gopher://public.example/", "data:video/webm,x",
            "javascript:alert(1)", "jar:file:///a!/b", "http:public.example/x", "http:///x", "http://", "http://:80/",
            "http://localhost/x", "http://loop.example/x", "http://loop6.example/x", "http://inner.example/x",
            "http://mixed.example/x", "http://nowhere.example/x", "http://unknown.example/x",
            "http://listed.example/media/x", "https://listed.example:8080/media/x", "http://listed.example:8080/other",
            "http://listed.example:8080/media/../other", "http://listed.example:8080/media/%2e%2e/other",
            "http://listed.example:8080/media/%252e%252e/other", "http://listed.example:8080/media-secret/x",
            "http://listed.example:8080/media/..%2fother", "http://listed.example:8080/media/..%5cother",
            "http://127.0.0.1/x", "http://127.1/x", "http://2130706433/x", "http://0x7f000001/x", "http://0x7f.0.0.1/x",
            "http://0177.0.0.1/x", "http://017700000001/x", "http://127.0.0.1./x", "http://0.0.0.0/x", "http://0/x",
            "http://10.0.0.1/x", "http://172.16.0.1/x", "http://172.31.255.255/x", "http://192.168.0.1/x",
            "http://100.64.0.1/x", "http://169.254.169.254/latest/meta-data/", "http://224.0.0.1/x",
            "http://255.255.255.255/x", "http://198.18.0.1/x", "http://[::1]/x", "http://[::]/x",
            "http://[::ffff:127.0.0.1]/x", "http://[::ffff:7f00:1]/x", "http://[::ffff:93.184.215.14]/x",
            "http://[::127.0.0.1]/x", "http://[64:ff9b::7f00:1]/x", "http://[2002:7f00:1::]/x", "http://[2001::1]/x",
            "http://[fe80::1]/x", "http://[fe80::1%25eth0]/x", "http://[fc00::1]/x", "http://[fd12::1]/x",
            "http://[ff02::1]/x", "http://[2001:db8::1]/x", "http://user@public.example/x",
            "http://public.example@127.0.0.1/x", "http://user:pw@public.example/", "http://public.example:0/x",
            "http://public.example:65536/x", "http://public.example\\@127.0.0.1/x", "http://public.example/\r\nHost: x",
            "http://public.example/%0d%0aHost", "http://public.example/%00", "http://public.example/%ff%fe",
            "http://public.example/%c0%ae", "http://public.example/%zz", "http://public.example/é",
            "http://public.example /x", "http://１２７.0.0.1/x", "http://127。0。0。1/x", "file:///etc/passwd",
            "file:///etc/../etc/shadow", "file://localhost/etc/passwd", "file://MEDIA", "file://MEDIA/",
            "file://MEDIA/../secret.webm", "file://MEDIA/%2e%2e/secret.webm", "file://MEDIA/..%2fsecret.webm",
            "file://MEDIA/%252e%252e/secret.webm", "file://MEDIA/link.webm", "file://MEDIA/dangling.webm",
            "file://MEDIA/way/secret.webm", "file://MEDIA/way/new.webm", "file://MEDIA-secret/x.webm",
            "file://MEDIA/a%20b.webm?x", "file://MEDIA/a%00.webm", "file:///srv/elsewhere/../x", "file:///srv/else",
            "file:x.webm", "file:////etc/passwd", "FILE:///etc/passwd"})
    void hostileUrisAreRefused(String uri) {
        UriRules.Verdict verdict = rules.check(placed(uri));
        assertThat(verdict.allowed()).isFalse();
        assertThat(verdict.addresses()).isEmpty();
    }

    @Test
    void aUriThatIsTooLongIsRefusedBeforeAnybodyIsAsked() {
        assertThat(rules.check("http://public.example/" + "x".repeat(3_000)).allowed()).isFalse();
        assertThat(asked).hasValue(0);
    }

    @Test
    void theAddressesThatWereCheckedAreAnswered() {
        assertThat(rules.check("http://public.example/x").addresses()).extracting(InetAddress::getHostAddress)
                .containsExactly("93.184.215.14");
    }

    @Test
    void whatIsNoBeginningOfAUriCannotBeListed() {
        assertThatThrownBy(() -> new UriRules(List.of("ftp://x/"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UriRules(List.of("/srv/media"))).isInstanceOf(IllegalArgumentException.class);
    }

    private String placed(String uri) {
        return uri.replace("MEDIA", media.toString());
    }

    private InetAddress[] resolve(String name) throws UnknownHostException {
        asked.incrementAndGet();
        String host = name.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
        if (host.equals("localhost") || host.contains(":") || host.matches("[0-9.]+")) {
            return InetAddress.getAllByName(name);
        }
        List<String> addresses = NAMES.get(host);
        if (addresses == null) {
            throw new UnknownHostException(name);
        }
        InetAddress[] found = new InetAddress[addresses.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = InetAddress.getByName(addresses.get(i));
        }
        return found;
    }
}
