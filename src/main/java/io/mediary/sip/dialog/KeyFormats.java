package io.mediary.sip.dialog;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.mediary.session.sdp.PayloadFormats;
import io.mediary.sip.audio.AudioTap;

/**
 * The first audio section of a description that is not rejected, and what it says of keys (RFC 4733): formats {@code telephone-event}, one
 * for each clock rate of the codecs. Immutable.
 */
final class KeyFormats {

    private static final Pattern NAMED = Pattern.compile("a=rtpmap:(\\d{1,3}) ([^/ ]+)/(\\d{1,6}).*");
    private static final Pattern CONTROL = Pattern.compile("a=rtcp:(\\d{1,5})(?: IN IP[46] (\\S+))?");
    private static final Pattern FIGURES = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final String NAME = "telephone-event";
    private static final String KEYS = "0-15";
    private static final int NARROW = 8000;
    private static final int USUAL = 101;
    private static final int LOWEST = 96;
    private static final int HIGHEST = 127;

    private final List<String> before;
    private final List<String> section;
    private final List<String> after;

    private KeyFormats(List<String> before, List<String> section, List<String> after) {
        this.before = before;
        this.section = section;
        this.after = after;
    }

    /** Of a description; empty where it has no such section. */
    static Optional<KeyFormats> of(String sdp) {
        List<String> lines = sdp.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).matches("m=audio 0*[1-9].*")) {
                int end = i + 1;
                while (end < lines.size() && !lines.get(end).startsWith("m=")) {
                    end++;
                }
                return Optional.of(new KeyFormats(lines.subList(0, i), lines.subList(i, end),
                        lines.subList(end, lines.size())));
            }
        }
        return Optional.empty();
    }

    /** The formats of keys in a description: by payload type, units a second. */
    static Map<Integer, Integer> in(String sdp) {
        return of(sdp).map(KeyFormats::keys).orElse(Map.of());
    }

    /** A description that says nothing of keys, for a media server; as it is where nothing else would be left. */
    static String without(String sdp) {
        return of(sdp).filter(formats -> !formats.formats().isEmpty())
                .map(formats -> formats.with(formats.formats(), List.of()))
                .orElse(sdp);
    }

    Map<Integer, Integer> keys() {
        Map<Integer, Integer> keys = new LinkedHashMap<>();
        List<Integer> all = all();
        named().forEach((type, format) -> {
            if (format.name().equalsIgnoreCase(NAME) && all.contains(type)) {
                keys.put(type, format.rate());
            }
        });
        return keys;
    }

    /** An offer of ours with keys: in a format for each clock rate of the codecs. */
    String offered() {
        Map<Integer, Integer> added = new LinkedHashMap<>();
        Set<Integer> taken = new LinkedHashSet<>(all());
        for (int rate : new TreeSet<>(rates())) {
            Stream.concat(Stream.of(USUAL), Stream.iterate(HIGHEST, type -> type >= LOWEST, type -> type - 1))
                    .filter(taken::add).findFirst().ifPresent(type -> added.put(type, rate));
        }
        return with(formats(), lines(added));
    }

    /** An answer of ours with the keys that were offered: those at a clock rate of the codecs, else none. */
    String answered(Map<Integer, Integer> offered) {
        Map<Integer, Integer> added = new LinkedHashMap<>();
        Set<Integer> rates = rates();
        List<Integer> taken = formats();
        offered.forEach((type, rate) -> {
            if (rates.contains(rate) && !taken.contains(type)) {
                added.put(type, rate);
            }
        });
        return with(taken, lines(added));
    }

    /** The description with another place for this section's audio. RTCP comes to the port after that. */
    String at(InetAddress address, int port) {
        List<String> moved = new ArrayList<>();
        String[] head = section.get(0).split(" ", 3);
        moved.add(head[0] + " " + port + " " + head[2]);
        moved.add("c=IN " + (address.getAddress().length == 4 ? "IP4 " : "IP6 ")
                + address.getHostAddress().replaceFirst("%.*", ""));
        section.stream().skip(1).filter(line -> !line.startsWith("c=") && !CONTROL.matcher(line).matches())
                .forEach(moved::add);
        return text(moved);
    }

    /** Where the section's audio is taken; empty where that is no address in figures. */
    Optional<AudioTap.Way> way() {
        String host = Stream.concat(section.stream(), before.stream()).filter(line -> line.startsWith("c=")).findFirst()
                .map(line -> line.split("[ /]")).filter(words -> words.length > 2).map(words -> words[2]).orElse("");
        int port = Integer.parseInt(section.get(0).split("[ /]")[1]);
        Optional<Matcher> control = section.stream().map(CONTROL::matcher).filter(Matcher::matches).findFirst();
        int next = control.map(line -> Integer.parseInt(line.group(1))).orElse(port + 1);
        return address(host, port).flatMap(rtp -> address(control.map(line -> line.group(2)).orElse(host), next)
                .map(rtcp -> new AudioTap.Way(rtp, rtcp)));
    }

    private static Optional<InetSocketAddress> address(String host, int port) {
        if (!FIGURES.matcher(host).matches() || port < 1 || port > 65535) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private record Format(String name, int rate) {
    }

    private Map<Integer, Format> named() {
        Map<Integer, Format> named = new LinkedHashMap<>();
        section.stream().map(NAMED::matcher).filter(Matcher::matches).forEach(line -> named
                .put(Integer.parseInt(line.group(1)), new Format(line.group(2), Integer.parseInt(line.group(3)))));
        return named;
    }

    private List<Integer> all() {
        return Stream.of(section.get(0).split(" +")).skip(3).filter(type -> type.matches("\\d{1,3}"))
                .map(Integer::valueOf).toList();
    }

    /** Those that are no keys. */
    private List<Integer> formats() {
        Map<Integer, Integer> keys = keys();
        return all().stream().filter(type -> !keys.containsKey(type)).toList();
    }

    /** Of the codecs; one without a name is one of telephones. */
    private Set<Integer> rates() {
        Map<Integer, Format> named = named();
        Set<Integer> rates = new LinkedHashSet<>();
        formats().forEach(type -> rates.add(named.containsKey(type) ? named.get(type).rate() : NARROW));
        return rates;
    }

    private static List<String> lines(Map<Integer, Integer> keys) {
        List<String> lines = new ArrayList<>();
        keys.forEach((type, rate) -> {
            lines.add("a=rtpmap:" + type + " " + NAME + "/" + rate);
            lines.add("a=fmtp:" + type + " " + KEYS);
        });
        return lines;
    }

    /** The description with these formats of the section, and those of some lines more. */
    private String with(List<Integer> kept, List<String> more) {
        List<String> lines = new ArrayList<>(
                new PayloadFormats(section).keeping(kept.stream().map(String::valueOf).toList()));
        lines.addAll(more);
        more.stream().map(NAMED::matcher).filter(Matcher::matches)
                .forEach(line -> lines.set(0, lines.get(0).stripTrailing() + " " + line.group(1)));
        return text(lines);
    }

    private String text(List<String> lines) {
        StringBuilder text = new StringBuilder();
        Stream.of(before, lines, after).flatMap(List::stream).forEach(line -> text.append(line).append("\r\n"));
        return text.toString();
    }
}
