package io.mediary.embedded.engine.sdp;

import java.util.List;
import java.util.Optional;

import io.mediary.embedded.engine.MediaKind;

/**
 * What one exchange of offer and answer came to.
 *
 * @param local the description of this side, without candidates
 * @param lines all m-lines, the rejected ones too, in their order
 * @param remote how the other side is reached; empty while only an offer of this side is there, or when the description lacks ICE or DTLS
 *        parameters
 */
public record Agreement(String local, List<MediaLine> lines, Optional<RemoteTransport> remote) {

    /** The line in use for a kind. */
    public Optional<MediaLine> line(MediaKind kind) {
        return lines.stream().filter(l -> l.accepted() && l.kind() == kind).findFirst();
    }

    /** The local description with these candidates at the end of each m-line in use. */
    public String withCandidates(List<String> candidates) {
        if (candidates.isEmpty()) {
            return local;
        }
        StringBuilder text = new StringBuilder();
        int index = -1;
        for (String line : local.split("\r\n")) {
            if (line.startsWith("m=")) {
                append(text, index, candidates);
                index++;
            }
            text.append(line).append("\r\n");
        }
        append(text, index, candidates);
        return text.toString();
    }

    private void append(StringBuilder text, int index, List<String> candidates) {
        if (index >= 0 && lines.get(index).accepted()) {
            candidates.forEach(c -> text.append("a=").append(c).append("\r\n"));
        }
    }
}
