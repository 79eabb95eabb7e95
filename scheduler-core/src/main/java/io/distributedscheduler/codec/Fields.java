package io.distributedscheduler.codec;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields of a stored object. One that is missing, or of another kind, is refused by its name rather than read
 * as a zero; a field that is null is missing; those that nobody asks for do not matter.
 */
final class Fields {

    private static final int SHOWN = 60;

    private final String what;
    private final JsonNode node;

    /**
     * @param what whose fields they are, for messages
     * @throws IllegalArgumentException when it is not an object
     */
    Fields(String what, JsonNode node) {
        this.what = what;
        this.node = node;
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    node.isMissingNode() ? "it has no " + what : "its " + what + " is not an object: " + shown(node));
        }
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** The object in the field. */
    Fields object(String name) {
        return new Fields(name, node.path(name));
    }

    /** The objects in the list in the field, which must be there. */
    List<Fields> objects(String name) {
        JsonNode list = required(name);
        if (!list.isArray()) {
            throw wrong(name, list, "a list");
        }
        List<Fields> objects = new ArrayList<>();
        for (JsonNode element : list) {
            objects.add(new Fields("element of \"" + name + "\"", element));
        }
        return objects;
    }

    /** The texts in the list in the field; none when it is missing. */
    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        if (has(name)) {
            JsonNode list = node.path(name);
            for (JsonNode element : list) {
                element.stringValueOpt().ifPresent(texts::add);
            }
            if (!list.isArray() || texts.size() < list.size()) {
                throw wrong(name, list, "a list of texts");
            }
        }
        return texts;
    }

    String text(String name) {
        JsonNode value = required(name);
        if (!value.isString()) {
            throw wrong(name, value, "a text");
        }
        return value.stringValue();
    }

    long whole(String name) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, value, "a whole number");
        }
        return value.longValue();
    }

    int count(String name) {
        JsonNode value = required(name);
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw wrong(name, value, "a small whole number");
        }
        return value.intValue();
    }

    double number(String name) {
        JsonNode value = required(name);
        if (!value.isNumber()) {
            throw wrong(name, value, "a number");
        }
        return value.doubleValue();
    }

    /** False when it is missing. */
    boolean flag(String name) {
        JsonNode value = node.path(name);
        if (has(name) && !value.isBoolean()) {
            throw wrong(name, value, "true or false");
        }
        return value.asBoolean(false);
    }

    private JsonNode required(String name) {
        if (!has(name)) {
            throw new IllegalArgumentException("its " + what + " has no \"" + name + "\"");
        }
        return node.path(name);
    }

    private IllegalArgumentException wrong(String name, JsonNode value, String kind) {
        return new IllegalArgumentException(
                "\"" + name + "\" of its " + what + " is not " + kind + ": " + shown(value));
    }

    private static String shown(JsonNode value) {
        String text = value.toString();
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    }
}
