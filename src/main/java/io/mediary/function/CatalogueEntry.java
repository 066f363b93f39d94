package io.mediary.function;

import java.lang.reflect.Type;
import java.util.List;

/**
 * A command of this instance.
 *
 * @param name class/subclass/cmd
 * @param aliases other full names, in the same form
 * @param summary one sentence for the API reference
 * @param administrators only administrators may call it
 * @param open it may be called before a needed login
 * @param input the type of the request's {@code data}
 * @param output the type of the answer's {@code data}
 * @param function what runs
 */
public record CatalogueEntry<I, O>(String name, List<String> aliases, String summary, boolean administrators,
        boolean open, Type input, Type output, Function<I, O> function) {
}
