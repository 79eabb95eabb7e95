package io.distributedscheduler.redis;

import java.util.HashMap;
import java.util.Map;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;

/** Reads all records of a partition in steps that hold nobody up. */
final class SnapshotReader {

    private static final int STEP = 500;

    private final StringRedisTemplate redis;
    private final Keys keys;

    SnapshotReader(StringRedisTemplate redis, Keys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    Snapshot read(int partition) {
        Snapshot snapshot = new Snapshot();
        String base = keys.base(partition);
        try (Cursor<String> found = redis.scan(step(base + "*"))) {
            found.stream().distinct().forEach(key -> read(key, key.substring(base.length()), snapshot));
        }
        return snapshot;
    }

    private void read(String key, String name, Snapshot snapshot) {
        DataType type = redis.type(key);
        if (type == null || type == DataType.NONE) {
            return;
        }
        String expected = Keys.typeOf(name);
        if (!type.code().equals(expected)) {
            snapshot.strangers.add(
                    expected.equals("none")
                            ? "key " + key + " is not one of the scheduler's"
                            : "key " + key + " holds a " + type.code() + ", not a " + expected);
            return;
        }
        switch (type) {
            case HASH -> snapshot.hashes.put(name, hash(key));
            case ZSET -> snapshot.sortedSets.put(name, sortedSet(key));
            case LIST -> snapshot.lists.put(name, redis.opsForList().range(key, 0, -1));
            default -> {
                // Events and the set of queues have no rules beyond their type.
            }
        }
    }

    private Map<String, String> hash(String key) {
        Map<String, String> fields = new HashMap<>();
        try (Cursor<Map.Entry<String, String>> found =
                redis.<String, String>opsForHash().scan(key, step("*"))) {
            found.forEachRemaining(field -> fields.put(field.getKey(), field.getValue()));
        }
        return fields;
    }

    private Map<String, Long> sortedSet(String key) {
        Map<String, Long> members = new HashMap<>();
        try (Cursor<TypedTuple<String>> found = redis.opsForZSet().scan(key, step("*"))) {
            found.forEachRemaining(member -> {
                if (member.getValue() != null && member.getScore() != null) {
                    members.put(member.getValue(), member.getScore().longValue());
                }
            });
        }
        return members;
    }

    private static ScanOptions step(String pattern) {
        return ScanOptions.scanOptions().match(pattern).count(STEP).build();
    }
}
