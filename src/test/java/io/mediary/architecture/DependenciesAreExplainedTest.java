package io.mediary.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code docs/dependencies.md} says of each dependency of {@code pom.xml}, those of profiles too, what it is for, and of nothing else. */
class DependenciesAreExplainedTest {

    private static final Path EXPLAINED = Path.of("docs/dependencies.md");
    private static final int COLUMNS = 5;

    @Test
    void eachIsNamedOnceAndNoneThatIsGone() throws Exception {
        List<String> named = rows().stream().map(row -> row.get(0).replace("`", "")).toList();

        assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(declared());
    }

    @Test
    void eachIsToldWhatForAndWhyAndUnderWhichLicence() throws Exception {
        assertThat(rows()).hasSizeGreaterThan(20)
                .allSatisfy(row -> assertThat(row).hasSize(COLUMNS).noneMatch(String::isBlank));
        List<String> packed = dependencies().stream().filter(dependency -> !isForTests(dependency))
                .map(DependenciesAreExplainedTest::name).toList();
        assertThat(rows()).filteredOn(row -> packed.contains(row.get(0).replace("`", ""))).isNotEmpty()
                .allSatisfy(row -> assertThat(row.get(3)).as("closed products may use %s", row.get(0))
                        .matches("(Apache 2\\.0|MIT|BSD|Bouncy Castle|Public domain).*"));
    }

    @Test
    void whatIsForTestsAloneIsThereSaidToBe() throws Exception {
        String[] parts = Files.readString(EXPLAINED).split("(?m)^## For tests alone$");
        assertThat(parts).hasSize(2);
        for (Element dependency : dependencies()) {
            assertThat(parts[isForTests(dependency) ? 1 : 0]).contains("`" + name(dependency) + "`");
        }
    }

    private static List<List<String>> rows() throws Exception {
        return Files.readAllLines(EXPLAINED).stream().filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
                        .map(String::strip).toList())
                .toList();
    }

    /** By name: what is there in two variants is one. */
    private static TreeSet<String> declared() throws Exception {
        TreeSet<String> names = new TreeSet<>();
        dependencies().forEach(dependency -> names.add(name(dependency)));
        return names;
    }

    private static List<Element> dependencies() throws Exception {
        Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile());
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(
                "/project/dependencies/dependency | /project/profiles/profile/dependencies/dependency", pom,
                XPathConstants.NODESET);
        List<Element> dependencies = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            dependencies.add((Element) found.item(i));
        }
        return dependencies;
    }

    private static boolean isForTests(Element dependency) {
        return text(dependency, "scope").equals(Optional.of("test"));
    }

    private static String name(Element dependency) {
        return text(dependency, "groupId").orElseThrow() + ":" + text(dependency, "artifactId").orElseThrow();
    }

    private static Optional<String> text(Element dependency, String child) {
        NodeList all = dependency.getElementsByTagName(child);
        return all.getLength() == 0 ? Optional.empty() : Optional.of(all.item(0).getTextContent().strip());
    }
}
