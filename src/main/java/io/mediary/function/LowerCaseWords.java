package io.mediary.function;

import java.util.Locale;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;

/** Writes and reads an enumeration's constants by their names in lower case. */
final class LowerCaseWords extends NopAnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    @Override
    public String[] findEnumValues(MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
        for (int i = 0; i < constants.length; i++) {
            if (names[i] == null) {
                names[i] = constants[i].name().toLowerCase(Locale.ROOT);
            }
        }
        return names;
    }
}
