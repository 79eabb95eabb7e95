package io.distributedscheduler.redis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * All keys of a partition as text, by plain commands: a line with the name and the type of each, below it a line for each
 * of its entries, ⏎ for a line end.
 */
final class Records {

    private static final Comparator<String> BY_BYTES = AuditFacts.BY_BYTES;

    private final StringRedisTemplate redis;
    private final String base;

    /** @param base what the keys start with */
    Records(StringRedisTemplate redis, String base) {
        this.redis = redis;
        this.base = base;
    }

    List<String> read() {
        List<String> lines = new ArrayList<>();
        for (String name : names()) {
            String type = type(name);
            lines.add(name + " " + type);
            entries(name, type).map(entry -> "  " + entry.replace('\n', '⏎')).forEach(lines::add);
        }
        return lines;
    }

    void lay(List<String> lines) {
        String name = "";
        String type = "";
        for (String line : lines) {
            if (line.startsWith("  ")) {
                add(base + name, type, line.substring(2).replace('⏎', '\n'));
            } else {
                int split = line.lastIndexOf(' ');
                name = line.substring(0, split);
                type = line.substring(split + 1);
            }
        }
    }

    List<String> names() {
        try (Cursor<String> found = redis.scan(
                ScanOptions.scanOptions().match(base + "*").count(1_000).build())) {
            return found.stream()
                    .distinct()
                    .map(key -> key.substring(base.length()))
                    .sorted(BY_BYTES)
                    .toList();
        }
    }

    private String type(String name) {
        return redis.type(base + name).code();
    }

    private Stream<String> entries(String name, String type) {
        String key = base + name;
        return switch (type) {
            case "hash" -> {
                SortedMap<String, String> fields = new TreeMap<>(BY_BYTES);
                fields.putAll(redis.<String, String>opsForHash().entries(key));
                yield fields.entrySet().stream().map(field -> field.getKey() + " = " + field.getValue());
            }
            case "zset" ->
                redis.opsForZSet().rangeWithScores(key, 0, -1).stream()
                        .map(member -> "%.0f %s".formatted(member.getScore(), member.getValue()));
            case "list" -> redis.opsForList().range(key, 0, -1).stream();
            case "set" -> redis.opsForSet().members(key).stream().sorted(BY_BYTES);
            default -> Stream.of(redis.opsForValue().get(key));
        };
    }

    private void add(String key, String type, String entry) {
        switch (type) {
            case "hash" -> {
                int split = entry.indexOf(" = ");
                redis.opsForHash().putAll(key, Map.of(entry.substring(0, split), entry.substring(split + 3)));
            }
            case "zset" -> {
                int split = entry.indexOf(' ');
                redis.opsForZSet().add(key, entry.substring(split + 1), Double.parseDouble(entry.substring(0, split)));
            }
            case "list" -> redis.opsForList().rightPush(key, entry);
            case "set" -> redis.opsForSet().add(key, entry);
            default -> redis.opsForValue().set(key, entry);
        }
    }
}
