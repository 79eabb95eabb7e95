package io.distributedscheduler.redis.server;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** A Redis cluster of three masters, each a {@link RedisServerProcess}. */
public final class RedisClusterProcesses implements AutoCloseable {

    private static final int MASTERS = 3;

    private final List<RedisServerProcess> nodes = new ArrayList<>();

    private RedisClusterProcesses() {}

    /** Starts the servers and waits until each of them finds the cluster complete. */
    public static RedisClusterProcesses start() {
        RedisClusterProcesses cluster = new RedisClusterProcesses();
        try {
            cluster.launch();
            cluster.join();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public List<RedisServerProcess> nodes() {
        return List.copyOf(nodes);
    }

    /** The node that holds the key. */
    public RedisServerProcess nodeOf(String key) {
        return nodes.get(nodeOfSlot(SlotHash.getSlot(key)));
    }

    @Override
    public void close() {
        nodes.forEach(RedisServerProcess::close);
    }

    private void launch() {
        for (int i = 0; i < MASTERS; i++) {
            nodes.add(RedisServerProcess.builder()
                    .setting("cluster-enabled", "yes")
                    .setting("cluster-announce-ip", "127.0.0.1")
                    .setting("cluster-node-timeout", "5000")
                    .start());
        }
    }

    private void join() {
        RedisClient client = RedisClient.create();
        try {
            List<RedisCommands<String, String>> masters = nodes.stream()
                    .map(node -> client.connect(RedisURI.create(node.host(), node.port())))
                    .map(StatefulRedisConnection::sync)
                    .toList();
            for (int i = 0; i < MASTERS; i++) {
                masters.get(i).clusterAddSlots(slotsOf(i));
                // Different from the start, or the masters would have to settle who is newer.
                masters.get(i).clusterSetConfigEpoch(i + 1);
            }
            // Each to each: gossip alone would take some seconds more, or not, by chance.
            masters.forEach(master -> nodes.forEach(node -> master.clusterMeet(node.host(), node.port())));
            await("cluster is complete")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> masters.stream().allMatch(RedisClusterProcesses::seesAll));
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
        }
    }

    private static boolean seesAll(RedisCommands<String, String> master) {
        String info = master.clusterInfo();
        return info.contains("cluster_state:ok") && info.contains("cluster_size:" + MASTERS);
    }

    private static int[] slotsOf(int node) {
        return IntStream.range(0, SlotHash.SLOT_COUNT)
                .filter(slot -> nodeOfSlot(slot) == node)
                .toArray();
    }

    private static int nodeOfSlot(int slot) {
        return slot * MASTERS / SlotHash.SLOT_COUNT;
    }
}
