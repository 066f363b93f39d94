package io.mediary.function;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which commands an instance serves: the patterns of {@code mediary.functions}, as {@code media/session/*}. A {@code *}
 * stands for any text, also over slashes; no pattern at all means every command. Immutable.
 */
final class CommandFilter {

    private final Map<String, Pattern> patterns = new LinkedHashMap<>();

    CommandFilter(List<String> patterns) {
        patterns.stream().map(String::strip).filter(text -> !text.isEmpty())
                .forEach(text -> this.patterns.put(text, compile(text)));
    }

    boolean accepts(String command) {
        return patterns.isEmpty() || patterns.values().stream().anyMatch(pattern -> pattern.matcher(command).matches());
    }

    /** The patterns that none of these commands fits: slips of the pen. */
    List<String> fittingNone(Collection<String> commands) {
        return patterns.entrySet().stream()
                .filter(pattern -> commands.stream()
                        .noneMatch(command -> pattern.getValue().matcher(command).matches()))
                .map(Map.Entry::getKey).toList();
    }

    private static Pattern compile(String text) {
        return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
    }
}
