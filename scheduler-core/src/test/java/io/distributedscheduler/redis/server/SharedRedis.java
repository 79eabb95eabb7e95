package io.distributedscheduler.redis.server;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One server and one cluster for all tests of a JVM, started when first asked for and gone with the JVM. A test keeps
 * to a {@link #uniqueNamespace()} of its own and never flushes, pauses or ends what it shares with others.
 */
public final class SharedRedis {

    private static final AtomicInteger namespaces = new AtomicInteger();

    private static @Nullable RedisServerProcess standalone;
    private static @Nullable RedisClusterProcesses cluster;
    private static @Nullable LettuceConnectionFactory standaloneConnections;
    private static @Nullable LettuceConnectionFactory clusterConnections;

    private SharedRedis() {}

    public static synchronized RedisServerProcess standalone() {
        if (standalone == null) {
            standalone = RedisServerProcess.start();
        }
        return standalone;
    }

    public static synchronized RedisClusterProcesses cluster() {
        if (cluster == null) {
            cluster = RedisClusterProcesses.start();
        }
        return cluster;
    }

    /** Connections to {@link #standalone()}; shared, so not to be destroyed. */
    public static synchronized LettuceConnectionFactory standaloneConnections() {
        if (standaloneConnections == null) {
            standaloneConnections = RedisConnections.to(standalone());
        }
        return standaloneConnections;
    }

    /** Connections to {@link #cluster()}; shared, so not to be destroyed. */
    public static synchronized LettuceConnectionFactory clusterConnections() {
        if (clusterConnections == null) {
            clusterConnections = RedisConnections.to(cluster());
        }
        return clusterConnections;
    }

    /** A name that no other test of this JVM gets. */
    public static String uniqueNamespace() {
        return "test-" + namespaces.incrementAndGet();
    }
}
