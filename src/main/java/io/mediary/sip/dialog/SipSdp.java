package io.mediary.sip.dialog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.mediary.session.sdp.Codecs;
import io.mediary.session.sdp.PayloadFormats;
import io.mediary.session.sdp.SdpText;

/**
 * A description (RFC 8866) on its way between a media server and a telephone. Media servers say RTP/AVPF, bundle and feedback,
 * and describe once; telephones want RTP/AVP, a version that grows with each new description (RFC 3264, section 8), and directions that change. Immutable.
 */
public final class SipSdp {

    private static final String PLAIN = "RTP/AVP";
    private static final Codecs USUAL = new Codecs(List.of("opus", "pcmu", "pcma"), List.of("vp8", "h264"));
    private static final List<String> NOT_FOR_TELEPHONES = List.of("a=mid:", "a=group:", "a=setup:", "a=extmap:",
            "a=rtcp-fb:", "a=ssrc:", "a=msid", "a=direction:", "a=extmap-allow-mixed");
    private static final int MOST_SECTIONS = 16;
    private static final Set<String> NOWHERE = Set.of("0.0.0.0", "::");

    private final List<String> session;
    private final List<List<String>> media;

    private SipSdp(List<String> session, List<List<String>> media) {
        this.session = session;
        this.media = media;
    }

    /** Reads one; empty where it is none, or describes nothing, or far more than any telephone has. */
    public static Optional<SipSdp> parse(String text) {
        if (SdpText.parse(text).isEmpty()) {
            return Optional.empty();
        }
        List<String> session = new ArrayList<>();
        List<List<String>> media = new ArrayList<>();
        for (String line : text.lines().map(String::stripTrailing).filter(line -> !line.isEmpty()).toList()) {
            if (line.startsWith("m=")) {
                media.add(new ArrayList<>());
            }
            (media.isEmpty() ? session : media.get(media.size() - 1)).add(line);
        }
        return media.isEmpty() || media.size() > MOST_SECTIONS
                ? Optional.empty()
                : Optional.of(new SipSdp(session, media));
    }

    private static SipSdp known(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an SDP"));
    }

    /** The media server's offer with the codecs that telephones have, where it has any of them. */
    public static String usual(String offer) {
        return SdpText.parse(offer).flatMap(text -> text.only(USUAL)).map(SdpText::toString).orElse(offer);
    }

    /**
     * The media server's description for a telephone.
     *
     * @param id of the SIP session, and in {@code o=}
     * @param version of this description, greater than that of the one before
     */
    public static String toTelephone(String description, long id, long version, Direction direction) {
        SipSdp sdp = known(description);
        String address = sdp.address(sdp.media.get(0)).orElse("IN IP4 0.0.0.0");
        List<String> session = new ArrayList<>();
        for (String line : sdp.session) {
            if (line.startsWith("o=")) {
                session.add("o=- " + id + " " + version + " " + address);
            } else if (isForTelephones(line) && Direction.ofLine(line).isEmpty()) {
                session.add(line);
            }
        }
        List<List<String>> media = new ArrayList<>();
        for (List<String> section : sdp.media) {
            media.add(directed(section, direction));
        }
        return new SipSdp(session, media).toString();
    }

    private static List<String> directed(List<String> section, Direction direction) {
        String[] head = section.get(0).split(" ", 4);
        if (isRejected(section)) {
            return List.of(head[0] + " 0 " + plain(head[2]) + " " + head[3]);
        }
        List<String> lines = new ArrayList<>();
        lines.add(head[0] + " " + head[1] + " " + plain(head[2]) + " " + head[3]);
        section.stream().skip(1).filter(line -> isForTelephones(line) && Direction.ofLine(line).isEmpty())
                .forEach(lines::add);
        lines.add(direction.line());
        return lines;
    }

    private static String plain(String profile) {
        return profile.equals("RTP/AVPF") ? PLAIN : profile;
    }

    private static boolean isForTelephones(String line) {
        return NOT_FOR_TELEPHONES.stream().noneMatch(line::startsWith);
    }

    /**
     * A telephone's offer for the media server: without directions, which the media server could not change any more.
     */
    public static String offerToServer(String offer) {
        SipSdp sdp = known(offer);
        return new SipSdp(undirected(sdp.session), sdp.media.stream().map(SipSdp::undirected).toList()).toString();
    }

    /**
     * A telephone's answer for the media server: in the profiles of the server's offer, a section for each of the offer's (missing
     * ones are rejected), without directions.
     */
    public static String answerToServer(String answer, String serversOffer) {
        SipSdp sdp = known(answer);
        SipSdp offer = known(serversOffer);
        List<List<String>> media = new ArrayList<>();
        for (int i = 0; i < offer.media.size(); i++) {
            String[] offered = offer.media.get(i).get(0).split(" ", 4);
            if (i >= sdp.media.size() || !kind(sdp.media.get(i)).equals(kind(offer.media.get(i)))) {
                media.add(List.of(offered[0] + " 0 " + offered[2] + " " + offered[3]));
                continue;
            }
            List<String> section = undirected(sdp.media.get(i));
            String[] head = section.get(0).split(" ", 4);
            section.set(0, head[0] + " " + head[1] + " " + offered[2] + " " + head[3]);
            offer.media.get(i).stream().filter(line -> line.startsWith("a=mid:")).forEach(section::add);
            media.add(section);
        }
        return new SipSdp(undirected(sdp.session), media).toString();
    }

    private static List<String> undirected(List<String> lines) {
        return lines.stream().filter(line -> Direction.ofLine(line).isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    /** Which way the one who wrote it lets media flow: that of its first section that is not rejected; no address is an old way to hold. */
    public Direction direction() {
        Optional<List<String>> first = media.stream().filter(section -> !isRejected(section)).findFirst();
        if (first.isEmpty()) {
            return Direction.INACTIVE;
        }
        Direction said = Stream.concat(first.get().stream(), session.stream())
                .flatMap(line -> Direction.ofLine(line).stream()).findFirst().orElse(Direction.SENDRECV);
        return isNowhere(first.get()) ? said.and(Direction.SENDONLY) : said;
    }

    /**
     * Whether a telephone's new description changes nothing but directions: it is at the same addresses and still takes a format of
     * those that were agreed. Media servers negotiate once, so nothing else can be followed.
     *
     * @param former its description before
     */
    public boolean keeps(String former) {
        SipSdp before = known(former);
        for (int i = 0; i < before.media.size(); i++) {
            List<String> old = before.media.get(i);
            if (isRejected(old)) {
                continue;
            }
            if (i >= media.size() || !keeps(media.get(i), before, old)) {
                return false;
            }
        }
        return true;
    }

    private boolean keeps(List<String> now, SipSdp before, List<String> old) {
        if (!kind(now).equals(kind(old)) || isRejected(now) && kind(old).equals("m=audio")) {
            return false;
        }
        if (isRejected(now)) {
            return true;
        }
        boolean there = isNowhere(now) || before.isNowhere(old)
                || port(now).equals(port(old)) && address(now).equals(before.address(old));
        Set<String> formats = Set.copyOf(formats(now));
        return there && formats(old).stream().anyMatch(formats::contains);
    }

    /**
     * The answer to a telephone's new offer, out of what it was answered first: a section for each that is offered, in the offer's order.
     *
     * @param own what the telephone was told last
     * @param version greater than that of {@code own}
     */
    public String answered(String own, long version, Direction direction) {
        SipSdp mine = known(own);
        List<List<String>> sections = new ArrayList<>();
        for (int i = 0; i < media.size(); i++) {
            List<String> offered = media.get(i);
            boolean taken = i < mine.media.size() && kind(mine.media.get(i)).equals(kind(offered))
                    && !isRejected(offered) && !isRejected(mine.media.get(i));
            String[] head = offered.get(0).split(" ", 4);
            sections.add(taken
                    ? directed(limited(mine.media.get(i), formats(offered)), direction)
                    : List.of(head[0] + " 0 " + head[2] + " " + head[3]));
        }
        return new SipSdp(mine.versioned(version), sections).toString();
    }

    /** A section with those of its formats that are offered (RFC 3264, section 6.1), as long as any is. */
    private static List<String> limited(List<String> section, List<String> offered) {
        List<String> left = formats(section).stream().filter(offered::contains).toList();
        return left.isEmpty() ? section : new PayloadFormats(section).keeping(left);
    }

    /** The same description again, with another version and direction. */
    public static String again(String own, long version, Direction direction) {
        SipSdp mine = known(own);
        return new SipSdp(mine.versioned(version),
                mine.media.stream().map(section -> directed(section, direction)).toList()).toString();
    }

    private List<String> versioned(long version) {
        return session.stream().map(line -> {
            if (!line.startsWith("o=")) {
                return line;
            }
            String[] words = line.split(" ");
            words[2] = Long.toString(version);
            return String.join(" ", words);
        }).toList();
    }

    private static String kind(List<String> section) {
        return section.get(0).split(" ", 2)[0];
    }

    private static String port(List<String> section) {
        return section.get(0).split(" ", 3)[1];
    }

    private static List<String> formats(List<String> section) {
        return List.of(section.get(0).split(" ", 4)[3].trim().split(" +"));
    }

    private static boolean isRejected(List<String> section) {
        return port(section).split("/")[0].matches("0+");
    }

    private boolean isNowhere(List<String> section) {
        return address(section).map(address -> NOWHERE.contains(address.substring(address.lastIndexOf(' ') + 1)))
                .orElse(false);
    }

    /** What stands behind {@code c=}, of the section or else of the session. */
    private Optional<String> address(List<String> section) {
        return Stream.concat(section.stream(), session.stream()).filter(line -> line.startsWith("c="))
                .map(line -> line.substring(2)).findFirst();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        Stream.concat(session.stream(), media.stream().flatMap(List::stream))
                .forEach(line -> text.append(line).append("\r\n"));
        return text.toString();
    }
}
