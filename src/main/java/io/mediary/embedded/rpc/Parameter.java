package io.mediary.embedded.rpc;

/**
 * A parameter of an operation or a property of a complex type, as the interface description has it.
 *
 * @param type a simple type, a complex type, an enumeration or a class; with `[]` a list, with `<>` a map
 */
record Parameter(String name, String type, boolean optional) {
}
