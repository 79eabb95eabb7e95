package io.distributedscheduler.faults;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The threads that a node has of its own and for its connections.
 *
 * @param counts how many there are of each kind: of the same name but for numbers and the node
 */
record Threads(Map<String, Long> counts) {

    static final Threads NONE = new Threads(Map.of());

    /** Pools start their threads one by one, as they are needed, up to a limit. */
    private static final Map<String, Long> POOLS = Map.of(
            "scheduler-worker-#", (long) Cluster.CONCURRENCY,
            "lettuce-nioEventLoop-#-#", processors(),
            "lettuce-eventExecutorLoop-#-#", processors());

    static Threads of(NodeProcess node) {
        return of(node.name(), node.threads());
    }

    static Threads of(String node, List<String> names) {
        return new Threads(names.stream()
                .map(name ->
                        name.replace("scheduler-" + node + "-", "scheduler-").replaceAll("[0-9]+", "#"))
                .filter(name -> name.contains("scheduler-") || name.startsWith("lettuce-"))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting())));
    }

    /** How many of a kind there are that were not there before, and that no pool accounts for. */
    Map<String, Long> leftOverSince(Threads before) {
        Map<String, Long> more = new TreeMap<>(counts);
        more.replaceAll(
                (kind, count) -> count - Math.max(before.counts.getOrDefault(kind, 0L), POOLS.getOrDefault(kind, 0L)));
        more.values().removeIf(count -> count <= 0);
        return more;
    }

    private static long processors() {
        // What Lettuce takes at least, and otherwise.
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}
