package io.mediary.embedded.engine.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.mediary.embedded.engine.MediaKind;

/**
 * Offer and answer (RFC 8829) for one transport: everything is bundled. Every codec that both sides know stays in the answer, in the offerer's
 * order, so that a listener can later be switched between sources of different codecs. Stateless.
 */
public final class Negotiation {

    private static final Set<String> EXTENSIONS = Set.of(MediaLine.MID, MediaLine.ORIENTATION);

    private Negotiation() {
    }

    /** The offer of this side: audio, video and, where wanted, data. */
    public static Agreement offer(LocalSide local) {
        List<MediaLine> lines = new ArrayList<>();
        lines.add(offered(MediaKind.AUDIO, "audio0", Map.of(MediaLine.MID, 4)));
        Map<String, Integer> video = new LinkedHashMap<>();
        video.put(MediaLine.MID, 4);
        video.put(MediaLine.ORIENTATION, 5);
        lines.add(offered(MediaKind.VIDEO, "video0", video));
        if (local.dataChannels()) {
            MediaSection data = new MediaSection("application", 1, "UDP/DTLS/SCTP", List.of("webrtc-datachannel"),
                    List.of(new Attribute("mid", "application0")));
            lines.add(new MediaLine(data, MediaKind.DATA, true, true, true, List.of(), List.of(), Map.of(), Set.of()));
        }
        return new Agreement(new SdpWriter(local).write(lines, List.of(), "actpass"), List.copyOf(lines),
                Optional.empty());
    }

    /**
     * The answer to an offer of the other side.
     *
     * @throws SdpException when ICE or DTLS parameters are there but unreadable
     */
    public static Agreement answer(SessionDescription offer, LocalSide local) throws SdpException {
        Set<String> bundle = new HashSet<>(offer.bundle());
        Set<MediaKind> used = new HashSet<>();
        List<MediaLine> lines = new ArrayList<>();
        MediaLine first = null;
        for (MediaSection section : offer.media()) {
            MediaLine line = answered(section, local.dataChannels());
            boolean together = first == null || bundle.contains(first.mid()) && bundle.contains(line.mid());
            if (!line.accepted() || !together || !used.add(line.kind())) {
                line = MediaLine.rejected(section);
            } else if (first == null) {
                first = line;
            }
            lines.add(line);
        }
        Optional<RemoteTransport> remote = transport(offer, first);
        List<Attribute> copied = offer.attributes().stream()
                .filter(a -> a.name().equals("extmap-allow-mixed") || a.name().equals("msid-semantic"))
                .toList();
        boolean client = remote.map(RemoteTransport::dtlsClient).orElse(true);
        String text = new SdpWriter(local).write(lines, copied, client ? "active" : "passive");
        return new Agreement(text, List.copyOf(lines), remote);
    }

    /**
     * What an answer of the other side makes of this side's offer.
     *
     * @throws SdpException when it does not fit the offer, or ICE or DTLS parameters are unreadable
     */
    public static Agreement accept(Agreement offer, SessionDescription answer) throws SdpException {
        if (answer.media().size() > offer.lines().size()) {
            throw new SdpException("more m-lines than in the offer");
        }
        List<MediaLine> lines = new ArrayList<>();
        MediaLine first = null;
        for (int i = 0; i < offer.lines().size(); i++) {
            MediaLine line = offer.lines().get(i);
            line = i < answer.media().size() ? agreed(line, answer.media().get(i)) : MediaLine.rejected(line.section());
            first = first == null && line.accepted() ? line : first;
            lines.add(line);
        }
        Optional<RemoteTransport> remote = first == null
                ? Optional.empty()
                : transport(answer, answer.media().get(lines.indexOf(first)));
        return new Agreement(offer.local(), List.copyOf(lines), remote);
    }

    private static MediaLine offered(MediaKind kind, String mid, Map<String, Integer> extensions) {
        String media = kind == MediaKind.VIDEO ? "video" : "audio";
        MediaSection section = new MediaSection(media, 1, "UDP/TLS/RTP/SAVPF", List.of(),
                List.of(new Attribute("mid", mid)));
        List<Codec> codecs = Codecs.offered(kind == MediaKind.VIDEO);
        return new MediaLine(section, kind, true, true, true, codecs, codecs, extensions, Set.of());
    }

    private static MediaLine answered(MediaSection section, boolean dataChannels) {
        boolean data = section.media().equals("application") && section.protocol().endsWith("DTLS/SCTP");
        if (section.port() == 0 && !section.has("bundle-only")) {
            return MediaLine.rejected(section);
        }
        if (data && dataChannels) {
            return new MediaLine(section, MediaKind.DATA, true, true, true, List.of(), List.of(), Map.of(), Set.of());
        }
        List<Codec> codecs = rtp(section) ? Codecs.supported(section) : List.of();
        if (codecs.isEmpty()) {
            return MediaLine.rejected(section);
        }
        MediaKind kind = section.media().equals("video") ? MediaKind.VIDEO : MediaKind.AUDIO;
        return new MediaLine(section, kind, true, section.sends(), section.receives(), codecs, codecs,
                extensions(section),
                ssrcs(section));
    }

    private static MediaLine agreed(MediaLine offered, MediaSection answer) throws SdpException {
        if (!answer.media().equals(offered.section().media())) {
            throw new SdpException("m-lines in another order than in the offer");
        }
        if (answer.port() == 0) {
            return MediaLine.rejected(offered.section());
        }
        if (offered.kind() == MediaKind.DATA) {
            return offered;
        }
        List<Codec> codecs = Codecs.supported(answer);
        Map<String, Integer> extensions = new LinkedHashMap<>(offered.extensions());
        extensions.keySet().retainAll(extensions(answer).keySet());
        return codecs.isEmpty()
                ? MediaLine.rejected(offered.section())
                : new MediaLine(offered.section(), offered.kind(), true, answer.sends(), answer.receives(), codecs,
                        incoming(codecs, offered.codecs()), extensions, ssrcs(answer));
    }

    private static List<Codec> incoming(List<Codec> agreed, List<Codec> offered) {
        List<Codec> incoming = new ArrayList<>(agreed);
        offered.stream().filter(o -> agreed.stream().noneMatch(a -> a.payloadType() == o.payloadType()))
                .forEach(incoming::add);
        return List.copyOf(incoming);
    }

    private static boolean rtp(MediaSection section) {
        return (section.media().equals("audio") || section.media().equals("video"))
                && section.protocol().contains("RTP/SAVP");
    }

    private static Map<String, Integer> extensions(MediaSection section) {
        Map<String, Integer> extensions = new LinkedHashMap<>();
        for (String value : section.attributes("extmap")) {
            String[] parts = value.split(" +");
            if (parts.length >= 2 && EXTENSIONS.contains(parts[1]) && parts[0].matches("([1-9]|1[0-4])(/sendrecv)?")) {
                extensions.putIfAbsent(parts[1], Integer.parseInt(parts[0].split("/")[0]));
            }
        }
        return extensions;
    }

    private static Set<Long> ssrcs(MediaSection section) {
        Set<Long> ssrcs = new LinkedHashSet<>();
        for (String value : section.attributes("ssrc")) {
            String number = value.split(" ")[0];
            if (number.matches("\\d{1,10}") && ssrcs.size() < 16) {
                ssrcs.add(Long.parseLong(number));
            }
        }
        return ssrcs;
    }

    private static Optional<RemoteTransport> transport(SessionDescription description, MediaLine first)
            throws SdpException {
        return first == null ? Optional.empty() : transport(description, first.section());
    }

    private static Optional<RemoteTransport> transport(SessionDescription description, MediaSection section)
            throws SdpException {
        Optional<String> ufrag = description.inherited(section, "ice-ufrag");
        Optional<String> password = description.inherited(section, "ice-pwd");
        Optional<String> fingerprint = description.inherited(section, "fingerprint");
        if (ufrag.isEmpty() || password.isEmpty() || fingerprint.isEmpty()) {
            return Optional.empty();
        }
        if (!ufrag.get().matches("[A-Za-z0-9+/]{4,256}") || !password.get().matches("[A-Za-z0-9+/]{22,256}")) {
            throw new SdpException("ICE credentials unreadable");
        }
        List<String> candidates = description.media().stream().flatMap(s -> s.attributes("candidate").stream())
                .limit(256)
                .map(c -> "candidate:" + c).toList();
        boolean client = !description.inherited(section, "setup").orElse("actpass").equals("active");
        return Optional.of(new RemoteTransport(ufrag.get(), password.get(), Fingerprint.parse(fingerprint.get()),
                client, candidates, sctpPort(description)));
    }

    private static int sctpPort(SessionDescription description) {
        return description.media().stream().flatMap(s -> s.attribute("sctp-port").stream())
                .filter(p -> p.matches("\\d{1,5}")).findFirst()
                .map(Integer::parseInt).orElse(5000);
    }
}
