package io.mediary.api;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;

import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;

/**
 * Describes the types of the functions to OpenAPI, as Jackson reads and writes them: names, types, words of
 * enumerations, and the Bean Validation bounds. Records become named schemas. Not thread-safe.
 */
final class TypeSchemas {

    private final ObjectMapper mapper;
    private final Map<String, Schema> named = new TreeMap<>();

    TypeSchemas(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** The schemas that the others refer to, by name. */
    Map<String, Schema> named() {
        return named;
    }

    /** What a command takes. */
    Schema ofInput(Type type) {
        return of(mapper.constructType(type));
    }

    /** What a command answers; empty where that is nothing. */
    Optional<Schema> ofOutput(Type type) {
        return type == Void.class ? Optional.empty() : Optional.of(of(mapper.constructType(type)));
    }

    private Schema of(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (type.isReferenceType()) {
            return of(type.getContentType());
        } else if (type.isMapLikeType()) {
            return object().additionalPropertiesSchema(of(type.getContentType()));
        } else if (type.isCollectionLikeType() || type.isArrayType()) {
            return OASFactory.createSchema().addType(SchemaType.ARRAY).items(of(type.getContentType()));
        } else if (type.isEnumType()) {
            return words(raw);
        } else if (raw.isRecord()) {
            return reference(type);
        }
        return simple(raw);
    }

    private static Schema simple(Class<?> raw) {
        if (CharSequence.class.isAssignableFrom(raw)) {
            return OASFactory.createSchema().addType(SchemaType.STRING);
        } else if (raw == boolean.class || raw == Boolean.class) {
            return OASFactory.createSchema().addType(SchemaType.BOOLEAN);
        } else if (raw == int.class || raw == Integer.class) {
            return OASFactory.createSchema().addType(SchemaType.INTEGER).format("int32");
        } else if (raw == long.class || raw == Long.class) {
            return OASFactory.createSchema().addType(SchemaType.INTEGER).format("int64");
        } else if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
            return OASFactory.createSchema().addType(SchemaType.NUMBER);
        } else if (raw == Void.class || JsonNode.class.isAssignableFrom(raw) && raw != JsonNode.class) {
            return object();
        }
        // Any JSON.
        return OASFactory.createSchema();
    }

    private Schema words(Class<?> raw) {
        Schema schema = OASFactory.createSchema().addType(SchemaType.STRING);
        Arrays.stream(raw.getEnumConstants())
                .forEach(constant -> schema.addEnumeration(mapper.convertValue(constant, String.class)));
        return schema;
    }

    private Schema reference(JavaType type) {
        String packageName = type.getRawClass().getPackageName();
        String name = type.getRawClass().getName().substring(packageName.length() + 1).replace('$', '.');
        if (!named.containsKey(name)) {
            Schema schema = object();
            // First, so that a record that holds itself ends here.
            named.put(name, schema);
            for (BeanPropertyDefinition property : mapper.getDeserializationConfig().introspect(type)
                    .findProperties()) {
                addProperty(schema, property);
            }
        }
        return OASFactory.createSchema().ref(name);
    }

    private void addProperty(Schema schema, BeanPropertyDefinition property) {
        AnnotatedMember member = property.getPrimaryMember();
        Schema described = of(property.getPrimaryType());
        if (member != null) {
            Bounds.of(member).onto(described);
            if (member.hasAnnotation(NotNull.class) || member.hasAnnotation(NotBlank.class)
                    || member.hasAnnotation(NotEmpty.class)) {
                schema.addRequired(property.getName());
            }
            JsonPropertyDescription text = member.getAnnotation(JsonPropertyDescription.class);
            if (text != null) {
                described.description(text.value());
            }
        }
        schema.addProperty(property.getName(), described);
    }

    private static Schema object() {
        return OASFactory.createSchema().addType(SchemaType.OBJECT);
    }
}
