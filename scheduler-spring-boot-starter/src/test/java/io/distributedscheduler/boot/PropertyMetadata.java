package io.distributedscheduler.boot;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The metadata of properties as the build has generated it, merged with what was written by hand. */
final class PropertyMetadata {

    private static final String FILE = "/META-INF/spring-configuration-metadata.json";

    /** One property; the default is empty where it has none. */
    record Property(String name, String type, String description, String defaultValue) {

        boolean hasDefault() {
            return !defaultValue.isEmpty();
        }

        boolean isMap() {
            return type.startsWith("java.util.Map<java.lang.String,io.");
        }

        String markdown() {
            String value = hasDefault() ? "`" + defaultValue + "`" : "";
            return "| `" + name + "` | " + value + " | " + description.replace("|", "\\|") + " |";
        }
    }

    private PropertyMetadata() {}

    /** All properties, by name. */
    static List<Property> properties() {
        return read().path("properties")
                .valueStream()
                .map(node -> new Property(
                        node.path("name").asString(""),
                        node.path("type").asString(""),
                        node.path("description").asString(""),
                        node.path("defaultValue").asString("")))
                .toList();
    }

    /** The table of the README: all but maps, whose members have lines of their own. */
    static String table() {
        return properties().stream()
                .filter(property -> !property.isMap())
                .map(Property::markdown)
                .collect(joining("\n", "| property | default | meaning |\n| --- | --- | --- |\n", ""));
    }

    private static JsonNode read() {
        try (InputStream content = PropertyMetadata.class.getResourceAsStream(FILE)) {
            return JsonMapper.shared().readTree(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
