package io.distributedscheduler.redis.server;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** A slot of a cluster on its way from the node that holds it to the next one, key by key. */
public final class SlotMigration implements AutoCloseable {

    private static final int BATCH = 1_000;
    private static final long TIMEOUT_MILLIS = 5_000;

    private final RedisClient client = RedisClient.create();
    private final List<RedisServerProcess> nodes;
    private final List<RedisCommands<String, String>> masters;
    private final int slot;
    private final int from;
    private final int to;

    /** Begins it; no key has moved yet. The slot must hold one. */
    public SlotMigration(RedisClusterProcesses cluster, String key) {
        this.nodes = cluster.nodes();
        this.masters = nodes.stream()
                .map(node -> client.connect(RedisURI.create(node.host(), node.port()))
                        .sync())
                .toList();
        this.slot = SlotHash.getSlot(key);
        this.from = IntStream.range(0, masters.size())
                .filter(node -> masters.get(node).clusterCountKeysInSlot(slot) > 0)
                .findFirst()
                .orElseThrow();
        this.to = (from + 1) % masters.size();
        masters.get(to).clusterSetSlotImporting(slot, masters.get(from).clusterMyId());
        masters.get(from).clusterSetSlotMigrating(slot, masters.get(to).clusterMyId());
    }

    /** Moves these keys. */
    public void move(Collection<String> keys) {
        RedisServerProcess target = nodes.get(to);
        masters.get(from).migrate(target.host(), target.port(), 0, TIMEOUT_MILLIS, MigrateArgs.Builder.keys(keys));
    }

    /** Moves what is left, and tells all masters. */
    @Override
    public void close() {
        try {
            for (List<String> keys = rest(); !keys.isEmpty(); keys = rest()) {
                move(keys);
            }
            String owner = masters.get(to).clusterMyId();
            masters.get(to).clusterSetSlotNode(slot, owner);
            masters.get(from).clusterSetSlotNode(slot, owner);
            masters.forEach(master -> master.clusterSetSlotNode(slot, owner));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    private List<String> rest() {
        return masters.get(from).clusterGetKeysInSlot(slot, BATCH);
    }
}
