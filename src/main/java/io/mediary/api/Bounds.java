package io.mediary.api;

import java.math.BigDecimal;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;

import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;

/** The Bean Validation bounds of one field, as OpenAPI says them. */
final class Bounds {

    private final AnnotatedMember member;

    private Bounds(AnnotatedMember member) {
        this.member = member;
    }

    static Bounds of(AnnotatedMember member) {
        return new Bounds(member);
    }

    /** Writes the bounds that the field has. */
    void onto(Schema schema) {
        Min min = member.getAnnotation(Min.class);
        if (min != null) {
            schema.minimum(BigDecimal.valueOf(min.value()));
        }
        Max max = member.getAnnotation(Max.class);
        if (max != null) {
            schema.maximum(BigDecimal.valueOf(max.value()));
        }
        if (member.hasAnnotation(PositiveOrZero.class)) {
            schema.minimum(BigDecimal.ZERO);
        }
        if (member.hasAnnotation(Positive.class)) {
            schema.exclusiveMinimum(BigDecimal.ZERO);
        }
        Pattern pattern = member.getAnnotation(Pattern.class);
        if (pattern != null) {
            schema.pattern(pattern.regexp());
        }
        Size size = member.getAnnotation(Size.class);
        boolean some = member.hasAnnotation(NotBlank.class) || member.hasAnnotation(NotEmpty.class);
        bound(schema, Math.max(size == null ? 0 : size.min(), some ? 1 : 0),
                size == null ? Integer.MAX_VALUE : size.max());
    }

    private static void bound(Schema schema, int least, int most) {
        boolean array = schema.getType() != null && schema.getType().contains(SchemaType.ARRAY);
        boolean text = schema.getType() != null && schema.getType().contains(SchemaType.STRING);
        if (least > 0 && array) {
            schema.minItems(least);
        } else if (least > 0 && text) {
            schema.minLength(least);
        }
        if (most < Integer.MAX_VALUE && array) {
            schema.maxItems(most);
        } else if (most < Integer.MAX_VALUE && text) {
            schema.maxLength(most);
        }
    }
}
