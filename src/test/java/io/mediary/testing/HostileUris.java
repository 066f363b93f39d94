package io.mediary.testing;

import java.util.List;
import java.util.stream.Stream;

/**
 * Uris that no player may open where nothing is listed that they name. Whoever opened one of those with a host and a port
 * all the same would reach a server on loopback. None needs a name service.
 */
public final class HostileUris {

    private HostileUris() {
    }

    /** Those that lead to that port of this machine, if they lead anywhere. */
    public static List<String> to(int port) {
        String at = ":" + port;
        return Stream.concat(servers(at), others(at)).toList();
    }

    private static Stream<String> servers(String at) {
        return Stream.of("http://127.0.0.1" + at + "/x", "HTTP://127.0.0.1" + at + "/x", "https://127.0.0.1" + at + "/",
                "http://127.0.0.1" + at + "?x=.webm", "http://localhost" + at + "/x", "http://LocalHost" + at + "/x",
                "http://127.1" + at + "/x", "http://127.0.1" + at + "/x", "http://2130706433" + at + "/x",
                "http://0x7f000001" + at + "/x", "http://0x7f.0.0.1" + at + "/x", "http://0x7f.1" + at + "/x",
                "http://0177.0.0.1" + at + "/x", "http://017700000001" + at + "/x", "http://00177.0.0.01" + at + "/x",
                "http://127.0.0.1." + at + "/x", "http://127.000.000.001" + at + "/x", "http://0.0.0.0" + at + "/x",
                "http://0" + at + "/x", "http://127.0.0.2" + at + "/x", "http://127.255.255.254" + at + "/x",
                "http://[::1]" + at + "/x", "http://[0:0:0:0:0:0:0:1]" + at + "/x", "http://[::]" + at + "/x",
                "http://[::ffff:127.0.0.1]" + at + "/x", "http://[::ffff:7f00:1]" + at + "/x",
                "http://[0:0:0:0:0:ffff:7f00:0001]" + at + "/x", "http://[::127.0.0.1]" + at + "/x",
                "http://[64:ff9b::7f00:1]" + at + "/x", "http://[2002:7f00:1::]" + at + "/x",
                "http://[::1%25lo]" + at + "/x", "http://[fe80::1]" + at + "/x", "http://[fd00::1]" + at + "/x",
                "http://10.0.0.1" + at + "/x", "http://172.16.0.1" + at + "/x", "http://192.168.0.1" + at + "/x",
                "http://100.64.0.1" + at + "/x", "http://169.254.169.254/latest/meta-data/",
                "http://[fd00:ec2::254]/latest/meta-data/", "http://224.0.0.1" + at + "/x",
                "http://255.255.255.255" + at + "/x", "http://user@127.0.0.1" + at + "/x",
                "http://example.org@127.0.0.1" + at + "/x", "http://example.org:80@127.0.0.1" + at + "/x",
                "http://127.0.0.1" + at + "#@93.184.215.14/x", "http://127.0.0.1" + at + "\\@93.184.215.14/x",
                "http://93.184.215.14\\@127.0.0.1" + at + "/x", "http://127.0.0.1" + at + "/\r\nHost: example.org",
                "http://127.0.0.1" + at + "/%0d%0aHost:%20example.org", "http://127.0.0.1" + at + "/%00",
                "http://127.0.0.1" + at + "/%ff%fe", "http://127.0.0.1" + at + "/%c0%ae%c0%ae/x",
                "http://127.0.0.1" + at + "/%zz", "http://127.0.0.1" + at + "/\uD800", "http://127.0.0.1" + at + "/ x",
                " http://127.0.0.1" + at + "/x", "\thttp://127.0.0.1" + at + "/x", "http:\n//127.0.0.1" + at + "/x",
                "http://１２７.0.0.1" + at + "/x", "http://127。0。0。1" + at + "/x", "http://%31%32%37.0.0.1" + at + "/x",
                "http://ⓛocalhost" + at + "/x", "http:/127.0.0.1" + at + "/x", "http:127.0.0.1" + at + "/x",
                "http:///127.0.0.1" + at + "/x", "//127.0.0.1" + at + "/x",
                "http://127.0.0.1" + at + "/" + "x".repeat(5_000));
    }

    private static Stream<String> others(String at) {
        return Stream.of("file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd", "file://localhost/etc/passwd",
                "file:////etc/passwd", "file:///etc/../etc/passwd", "file:///%65tc/passwd",
                "file:///etc/passwd%00.webm",
                "file:///proc/self/environ", "file:///dev/zero", "file:.", "file:", "file://",
                "file://127.0.0.1" + at + "/x",
                "/etc/passwd", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "C:\\windows\\win.ini", "x.webm",
                "ftp://127.0.0.1" + at + "/x", "rtsp://127.0.0.1" + at + "/x", "rtmp://127.0.0.1" + at + "/x",
                "rtp://127.0.0.1" + at, "udp://127.0.0.1" + at, "tcp://127.0.0.1" + at,
                "gopher://127.0.0.1" + at + "/_GET%20/",
                "dict://127.0.0.1" + at + "/x", "smb://127.0.0.1" + at + "/x", "mongodb://127.0.0.1" + at + "/x",
                "concat:http://127.0.0.1" + at + "/x", "hls+http://127.0.0.1" + at + "/x",
                "jar:http://127.0.0.1" + at + "/x!/y", "view-source:http://127.0.0.1" + at + "/x",
                "data:video/webm;base64,AAAA", "javascript:alert(1)", "mailto:a@127.0.0.1", "appsrc://",
                "v4l2:///dev/video0",
                "nonsense", "://", "", " ", "\u0000", "\uD800", "%");
    }
}
