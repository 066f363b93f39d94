package io.mediary.function;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.validator.BaseHibernateValidatorConfiguration;
import org.hibernate.validator.spi.nodenameprovider.JavaBeanProperty;
import org.hibernate.validator.spi.nodenameprovider.Property;
import org.hibernate.validator.spi.nodenameprovider.PropertyNodeNameProvider;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;

import io.quarkus.hibernate.validator.ValidatorFactoryCustomizer;

/** Makes Bean Validation name a field as JSON does: {@code session_id}, not {@code sessionId}. */
@ApplicationScoped
class FieldNames implements ValidatorFactoryCustomizer {

    @Override
    public void customize(BaseHibernateValidatorConfiguration<?> configuration) {
        configuration.propertyNodeNameProvider(new JsonNames());
    }

    /** Names depend on annotations alone, so a plain mapper tells them. */
    static final class JsonNames implements PropertyNodeNameProvider {

        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public String getName(Property property) {
            if (property instanceof JavaBeanProperty member) {
                BeanDescription type = mapper.getDeserializationConfig()
                        .introspect(mapper.constructType(member.getDeclaringClass()));
                return type.findProperties().stream()
                        .filter(candidate -> candidate.getInternalName().equals(member.getName()))
                        .map(BeanPropertyDefinition::getName).findFirst().orElse(member.getName());
            }
            return property.getName();
        }
    }
}
