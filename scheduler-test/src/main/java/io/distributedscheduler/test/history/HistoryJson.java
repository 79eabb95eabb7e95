package io.distributedscheduler.test.history;

import io.distributedscheduler.event.HistoryEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events as one line of JSON; what is 0 or not known is left out. */
final class HistoryJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private HistoryJson() {}

    static String write(HistoryEvent event) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("seq", event.seq()).put("node", event.node());
        put(node, "wallNs", event.wallNs());
        put(node, "monoNs", event.monoNs());
        put(node, "storeMicros", event.storeMicros());
        node.put("type", event.type());
        put(node, "op", event.op());
        put(node, "job", event.job());
        put(node, "run", event.run());
        put(node, "dueMs", event.dueMs());
        put(node, "revision", event.revision());
        put(node, "token", event.token());
        put(node, "attempt", event.attempt());
        put(node, "outcome", event.outcome());
        put(node, "call", event.call());
        if (!event.facts().isEmpty()) {
            ObjectNode facts = node.putObject("facts");
            event.facts().forEach(facts::put);
        }
        return MAPPER.writeValueAsString(node);
    }

    static HistoryEvent read(String line) {
        JsonNode node = MAPPER.readTree(line);
        Map<String, String> facts = new LinkedHashMap<>();
        node.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asString()));
        return new HistoryEvent(
                node.required("seq").longValue(),
                node.required("node").stringValue(),
                number(node, "wallNs"),
                number(node, "monoNs"),
                number(node, "storeMicros"),
                node.required("type").stringValue(),
                text(node, "op"),
                text(node, "job"),
                number(node, "run"),
                number(node, "dueMs"),
                number(node, "revision"),
                number(node, "token"),
                (int) number(node, "attempt"),
                text(node, "outcome"),
                text(node, "call"),
                facts);
    }

    private static void put(ObjectNode node, String name, long value) {
        if (value != 0) {
            node.put(name, value);
        }
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static long number(JsonNode node, String name) {
        return node.path(name).asLong(0);
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? null : value.asString();
    }
}
