package io.distributedscheduler.boot;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A payload out of configuration, in which Boot hands lists over as maps from their indexes. */
final class ConfiguredPayload {

    private ConfiguredPayload() {}

    /** The payload with lists where the configuration has them. */
    static Object of(Map<?, ?> map) {
        List<String> indexes =
                IntStream.range(0, map.size()).mapToObj(Integer::toString).toList();
        if (!map.isEmpty() && map.keySet().containsAll(indexes)) {
            return indexes.stream().map(map::get).map(ConfiguredPayload::value).toList();
        }
        Map<String, Object> payload = new LinkedHashMap<>();
        map.forEach((key, value) -> payload.put(String.valueOf(key), value(value)));
        return payload;
    }

    private static Object value(Object value) {
        return value instanceof Map<?, ?> map ? of(map) : value;
    }
}
