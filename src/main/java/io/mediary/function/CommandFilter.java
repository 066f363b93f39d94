package io.mediary.function;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which commands an instance serves: the patterns of {@code mediary.functions}, as {@code media/session/*}. A {@code *}
 * stands for any text, also over slashes; no pattern at all means every command.
 */
final class CommandFilter {

    private final List<Pattern> patterns;

    CommandFilter(List<String> patterns) {
        this.patterns = patterns.stream().map(String::strip).filter(text -> !text.isEmpty())
                .map(CommandFilter::compile).toList();
    }

    boolean accepts(String command) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matcher(command).matches());
    }

    private static Pattern compile(String text) {
        return Pattern.compile(Pattern.quote(text).replace("*", "\\E.*\\Q"));
    }
}
