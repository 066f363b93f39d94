package io.mediary.embedded.rpc;

import java.util.List;
import java.util.Set;

/**
 * A value type of Kurento's interface: an enumeration where `values` is not empty, else a structure.
 */
record ComplexType(String name, Set<String> values, List<Parameter> properties) {

    boolean enumeration() {
        return !values.isEmpty();
    }
}
