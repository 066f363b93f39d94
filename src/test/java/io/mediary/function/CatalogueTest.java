package io.mediary.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.smallrye.mutiny.Uni;

class CatalogueTest {

    private static CatalogueEntry<Void, Void> command(String name, String... aliases) {
        return command(false, name, aliases);
    }

    private static CatalogueEntry<Void, Void> command(boolean open, String name, String... aliases) {
        return new CatalogueEntry<>(name, List.of(aliases), "", false, open, Void.class, Void.class,
                (input, caller) -> Uni.createFrom().voidItem());
    }

    private static List<String> served(List<String> patterns) {
        return new Catalogue(List.of(command("media/session/create", "media/session/start"),
                command("media/room/create"), command("core/user/login"), command("core/-/ping")), patterns).entries()
                .stream().map(CatalogueEntry::name).toList();
    }

    @Test
    void aCommandIsFoundByItsNameAndItsAliases() {
        CatalogueEntry<Void, Void> create = command("media/session/create", "media/session/start");
        Catalogue catalogue = new Catalogue(List.of(create), List.of());

        assertThat(catalogue.find("media/session/create")).containsSame(create);
        assertThat(catalogue.find("media/session/start")).containsSame(create);
        assertThat(catalogue.find("media/session/*")).isEmpty();
        assertThat(catalogue.entries()).hasSize(1);
    }

    @Test
    void twoFunctionsOfOneNameEndTheStart() {
        assertThatThrownBy(() -> new Catalogue(List.of(command("a/b/c"), command("a/b/c")), List.of()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("a/b/c");
        assertThatThrownBy(() -> new Catalogue(List.of(command("a/b/c", "a/b/d"), command("a/b/d")), List.of()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("a/b/d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a//c", "a/b/c/d", "-/b/c", "A/b/c", "a/b/-"})
    void aNameThatIsNoneEndsTheStart(String name) {
        assertThatThrownBy(() -> new Catalogue(List.of(command(name)), List.of()))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining(name);
    }

    @Test
    void withoutPatternsEverythingIsServed() {
        assertThat(served(List.of())).hasSize(4);
        assertThat(served(List.of("*"))).hasSize(4);
    }

    @Test
    void patternsChoose() {
        assertThat(served(List.of("media/session/*", " core/* "))).containsExactly("core/-/ping", "core/user/login",
                "media/session/create");
        assertThat(served(List.of("*/create"))).containsExactly("media/room/create", "media/session/create");
        assertThat(served(List.of("media/session/create"))).containsExactly("media/session/create");
    }

    @Test
    void whatNeedsNoLoginIsServedWhateverTheChoice() {
        Catalogue catalogue = new Catalogue(List.of(command(true, "core/user/login"), command("core/user/list"),
                command("media/room/create")), List.of("media/room/*"));

        assertThat(catalogue.entries()).extracting(CatalogueEntry::name).containsExactly("core/user/login",
                "media/room/create");
        assertThat(catalogue.find("core/user/login")).isPresent();
    }

    @Test
    void aCommandThatOnlyOthersServeIsToldFromOneThatThereIsNot() {
        Catalogue catalogue = new Catalogue(List.of(command("media/session/create", "media/session/start"),
                command("media/room/create")), List.of("media/room/*"));

        assertThat(catalogue.find("media/session/start")).isEmpty();
        assertThat(catalogue.refusal("media/session/start").code()).isEqualTo(ErrorCode.NOT_IMPLEMENTED);
        assertThat(catalogue.refusal("media/session/start")).hasMessageContaining("media/session/start");
        assertThat(catalogue.refusal("media/session/stop").code()).isEqualTo(ErrorCode.UNKNOWN_COMMAND);
        assertThat(catalogue.servesAny("media/room")).isTrue();
        assertThat(catalogue.servesAny("media/session")).isFalse();
        assertThat(catalogue.servesAny("media/roo")).isFalse();
    }

    @Test
    void aPatternThatFitsNoCommandEndsTheStart() {
        assertThatThrownBy(() -> served(List.of("media.session.create", "media/*", "media/session")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mediary.functions: no command fits media.session.create, media/session");
    }
}
