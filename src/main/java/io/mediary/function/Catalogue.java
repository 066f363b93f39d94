package io.mediary.function;

import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

import io.quarkus.arc.InjectableBean;
import io.quarkus.arc.InjectableInstance;
import io.quarkus.arc.InstanceHandle;
import io.quarkus.runtime.Startup;

/**
 * The commands that this instance serves: every bean with a {@link Command}, less those that {@code mediary.functions}
 * leaves out. Those that need no login are never left out: a connection begins with them. Names and types come from the container's own
 * metadata, so it works without reflection. A name that two commands claim, one that is not class/subclass/cmd, or a pattern that fits no
 * command ends the start. Immutable.
 */
@Startup
@ApplicationScoped
public class Catalogue {

    private static final Logger LOG = Logger.getLogger(Catalogue.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]+/([a-z0-9_]+|-)/[a-z0-9_]+");

    /** Those that are served. */
    private final Map<String, CatalogueEntry<?, ?>> commands = new TreeMap<>();
    /** All that there are, by name and alias. */
    private final Map<String, CatalogueEntry<?, ?>> byName = new HashMap<>();

    /** Reads the container's functions; throws {@link IllegalStateException} where they contradict each other. */
    @Inject
    public Catalogue(@Any Instance<Function<?, ?>> functions,
            @ConfigProperty(name = "mediary.functions") Optional<List<String>> served) {
        this(entries(functions), served.orElse(List.of()));
        LOG.infof("%d commands: %s", commands.size(), String.join(", ", commands.keySet()));
    }

    Catalogue(List<CatalogueEntry<?, ?>> functions, List<String> served) {
        CommandFilter filter = new CommandFilter(served);
        functions.forEach(this::claim);
        functions.stream().filter(entry -> entry.open() || filter.accepts(entry.name()))
                .forEach(entry -> commands.put(entry.name(), entry));
        List<String> slips = filter.fittingNone(functions.stream().map(CatalogueEntry::name).toList());
        if (!slips.isEmpty()) {
            throw new IllegalStateException("mediary.functions: no command fits " + String.join(", ", slips));
        }
    }

    /** The command of this name or alias, class/subclass/cmd; empty where there is none, or where it is not served here. */
    public Optional<CatalogueEntry<?, ?>> find(String name) {
        CatalogueEntry<?, ?> known = byName.get(name);
        return known == null ? Optional.empty() : Optional.ofNullable(commands.get(known.name()));
    }

    /** Whether any command of a class and subclass, as {@code media/recording}, is served here. */
    public boolean servesAny(String family) {
        return commands.keySet().stream().anyMatch(name -> name.startsWith(family + "/"));
    }

    /**
     * Why a command is not found: {@code not_implemented} for one that only other instances serve, {@code unknown_command} for one that is
     * none.
     */
    public Failure refusal(String name) {
        String told = Excerpt.of(name);
        return byName.containsKey(name)
                ? Failure.told(ErrorCode.NOT_IMPLEMENTED,
                        ErrorCode.NOT_IMPLEMENTED.text("") + " at this instance: " + told)
                : Failure.of(ErrorCode.UNKNOWN_COMMAND, told);
    }

    /** Every command that is served, once, by name. */
    public Collection<CatalogueEntry<?, ?>> entries() {
        return Collections.unmodifiableCollection(commands.values());
    }

    private void claim(CatalogueEntry<?, ?> entry) {
        claim(entry.name(), entry);
        entry.aliases().forEach(alias -> claim(alias, entry));
    }

    private void claim(String name, CatalogueEntry<?, ?> entry) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalStateException("Not a command's name, class/subclass/cmd: " + name);
        }
        CatalogueEntry<?, ?> other = byName.put(name, entry);
        if (other != null) {
            throw new IllegalStateException("Two functions answer the command " + name + ": "
                    + other.function().getClass().getName() + " and " + entry.function().getClass().getName());
        }
    }

    private static List<CatalogueEntry<?, ?>> entries(Instance<Function<?, ?>> functions) {
        List<CatalogueEntry<?, ?>> entries = new ArrayList<>();
        for (InstanceHandle<Function<?, ?>> handle : ((InjectableInstance<Function<?, ?>>) functions).handles()) {
            entries.add(entry(commandOf(handle.getBean()), handle));
        }
        return entries;
    }

    private static Command commandOf(InjectableBean<?> bean) {
        return bean.getQualifiers().stream().filter(Command.class::isInstance).map(Command.class::cast).findFirst()
                .orElseThrow(() -> new IllegalStateException("A function without @Command: " + bean.getBeanClass()));
    }

    private static <I, O> CatalogueEntry<I, O> entry(Command command, InstanceHandle<Function<?, ?>> handle) {
        InjectableBean<Function<?, ?>> bean = handle.getBean();
        ParameterizedType type = bean.getTypes().stream()
                .filter(ParameterizedType.class::isInstance).map(ParameterizedType.class::cast)
                .filter(candidate -> candidate.getRawType() == Function.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("A function without types: " + bean.getBeanClass()));
        String prefix = command.value().substring(0, command.value().lastIndexOf('/') + 1);
        List<String> aliases = Arrays.stream(command.aliases()).map(alias -> prefix + alias).toList();
        // The types come from the same declaration as the instance.
        @SuppressWarnings("unchecked")
        Function<I, O> function = (Function<I, O>) handle.get();
        return new CatalogueEntry<>(command.value(), aliases, command.summary(), command.administrators(),
                command.open(), type.getActualTypeArguments()[0], type.getActualTypeArguments()[1], function);
    }
}
