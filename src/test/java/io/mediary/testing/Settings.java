package io.mediary.testing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The settings of Mediary, for tests of what is written down elsewhere with environment variables. Thread-safe. */
public final class Settings {

    /** Those of others that an instance's environment may have; what they mean is in their documentation. */
    private static final Set<String> OTHERS = Set.of("JAVA_TOOL_OPTIONS", "MP_JWT_VERIFY_ISSUER",
            "MP_JWT_VERIFY_PUBLICKEY", "QUARKUS_REDIS_HOSTS", "QUARKUS_REDIS_PASSWORD");

    private static final List<Class<?>> MAPPINGS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.mediary.config").stream()
            .filter(type -> type.isAnnotatedWith(ConfigMapping.class)).<Class<?>>map(JavaClass::reflect).toList();

    private Settings() {
    }

    /** The interfaces of {@code io.mediary.config} that settings are mapped to. */
    public static List<Class<?>> mappings() {
        return MAPPINGS;
    }

    /** Every environment variable that means something to an instance. */
    public static Set<String> variables() {
        Set<String> names = new TreeSet<>(OTHERS);
        names.add(variable("mediary.functions"));
        MAPPINGS.forEach(mapping -> ConfigMappings.getProperties(
                ConfigMappings.ConfigClass.configClass(mapping, mapping.getAnnotation(ConfigMapping.class).prefix()))
                .keySet().forEach(setting -> names.add(variable(setting))));
        return names;
    }

    /**
     * What an instance makes of its environment in production.
     *
     * @throws RuntimeException naming the setting, where a value is not one that it takes
     */
    public static SmallRyeConfig of(Map<String, String> environment) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .addDefaultInterceptors().withProfile("prod")
                .withSources(new EnvConfigSource(environment, 300)).withDefaultValue("java.io.tmpdir", "/tmp")
                .withValidateUnknown(false);
        MAPPINGS.forEach(builder::withMapping);
        return builder.build();
    }

    private static String variable(String setting) {
        return setting.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    }
}
