package io.distributedscheduler.boot;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Puts values in place of {@code ${...}}, and insists that there is one. */
final class Placeholders {

    private final UnaryOperator<@Nullable String> resolver;

    /** @param resolver as the bean factory resolves values that are embedded in annotations */
    Placeholders(UnaryOperator<@Nullable String> resolver) {
        this.resolver = resolver;
    }

    /** @throws InvalidTextException when one has no value */
    String resolve(String attribute, String text) {
        if (!text.contains("${")) {
            return text;
        }
        return Texts.read(attribute, text, this::resolve);
    }

    private String resolve(String text) {
        String resolved = resolver.apply(text);
        if (resolved == null || resolved.contains("${")) {
            // Without a configurer of placeholders, Spring leaves those in place that have no value.
            throw new IllegalArgumentException("Could not resolve placeholder in value \"" + text + "\"");
        }
        return resolved;
    }
}
