package io.mediary.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** This project's pom.xml, as it stands. Not thread-safe. */
final class Pom {

    private final Element root;

    /** Reads it. */
    Pom() {
        try {
            root = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(Path.of("pom.xml").toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new IllegalStateException("pom.xml cannot be read", e);
        }
    }

    /** The artifacts of dependencies with this scope, as it is written: {@code test}, {@code ${embedded.scope}}. */
    List<String> artifacts(String scope) {
        return children(child(root, "dependencies").orElseThrow(), "dependency").stream()
                .filter(dependency -> text(dependency, "scope").equals(Optional.of(scope)))
                .map(dependency -> text(dependency, "artifactId").orElseThrow()).distinct().toList();
    }

    /** A property of a profile. */
    Optional<String> property(String profile, String name) {
        return children(child(root, "profiles").orElseThrow(), "profile").stream()
                .filter(one -> text(one, "id").equals(Optional.of(profile)))
                .flatMap(one -> child(one, "properties").stream()).flatMap(all -> text(all, name).stream()).findFirst();
    }

    private static Optional<String> text(Element parent, String name) {
        return child(parent, name).map(found -> found.getTextContent().strip());
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
