package io.distributedscheduler.redis;

import io.distributedscheduler.store.WaitingLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Names of the keys of a store: {@code <prefix>:<namespace>:{<tag>}:<name>}. What each holds is in {@code
 * docs/redis-data-model.md}.
 */
final class Keys {

    /** Names that stand alone, with the type of their value. */
    static final Map<String, String> FIXED = Map.ofEntries(
            Map.entry("meta", "hash"),
            Map.entry("requests", "zset"),
            Map.entry("jobs", "hash"),
            Map.entry("heads", "zset"),
            Map.entry("executors", "set"),
            Map.entry("nodes", "zset"),
            Map.entry("members", "hash"),
            Map.entry("numbers", "hash"),
            Map.entry("results", "hash"),
            Map.entry("finished", "zset"),
            Map.entry("open", "hash"),
            Map.entry("branches", "hash"),
            Map.entry("branched", "hash"),
            Map.entry("next", "hash"),
            Map.entry("stopped", "zset"),
            Map.entry("failed", "zset"),
            Map.entry("notes", "hash"),
            Map.entry("counts", "hash"),
            Map.entry("fired", "zset"),
            Map.entry("declared", "hash"),
            Map.entry("awaited", "hash"),
            Map.entry("lines", "zset"),
            Map.entry("limits", "hash"),
            Map.entry("rates", "zset"));

    /** First parts of names that go on with a queue, a node, a job or a keyword, with the type of their value. */
    static final Map<String, String> FAMILIES = Map.of(
            "due:", "zset",
            "lines:", "zset",
            "running:", "hash",
            "runs:", "list",
            "keyword:", "zset",
            "waiting:", "zset",
            "fires:", "hash",
            "event:", "string");

    private final List<String> bases;
    private final String channel;

    Keys(RedisStoreSettings settings, Partitions partitions) {
        String store = settings.prefix() + ":" + settings.namespace() + ":";
        this.bases = IntStream.range(0, partitions.count())
                .mapToObj(i -> store + "{" + partitions.tag(i) + "}:")
                .toList();
        this.channel = store + "signals";
    }

    /** What the keys of a partition start with. */
    String base(int partition) {
        return bases.get(partition);
    }

    String key(int partition, String name) {
        return bases.get(partition) + name;
    }

    /** The channel of the signals of all partitions. Scripts make it from their keys. */
    String channel() {
        return channel;
    }

    static String due(String queue) {
        return "due:" + queue;
    }

    static String lines(String queue) {
        return "lines:" + queue;
    }

    static String running(Object node) {
        return "running:" + node;
    }

    static String runs(Object job) {
        return "runs:" + job;
    }

    static String keyword(String keyword) {
        return "keyword:" + keyword;
    }

    static String waiting(String keyword) {
        return "waiting:" + keyword;
    }

    static String fires(String keyword) {
        return "fires:" + keyword;
    }

    /** Keywords hold no colon, so whatever the id is, no two events share a name. */
    static String event(String keyword, String eventId) {
        return "event:" + keyword + ":" + eventId;
    }

    /** What a job needs that is to stand in a queue, or wait for a keyword. */
    static List<String> ofPlace(String queue, @Nullable String keyword) {
        List<String> names = new ArrayList<>(ofQueue(queue));
        if (keyword != null) {
            names.addAll(List.of(keyword(keyword), waiting(keyword), fires(keyword)));
        }
        return names;
    }

    /** What it takes to move handles of a queue, or line. */
    static List<String> ofQueue(String name) {
        String queue = WaitingLine.queueOf(name);
        return queue.equals(name) ? List.of(due(name)) : List.of(due(name), due(queue), lines(queue));
    }

    /** The type of the value behind a name. */
    static String typeOf(String name) {
        String fixed = FIXED.get(name);
        return fixed != null ? fixed : FAMILIES.getOrDefault(name.substring(0, name.indexOf(':') + 1), "none");
    }
}
