package io.distributedscheduler.redis.server;

import java.time.Duration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects tests to their servers as Boot would, but with a short command timeout. The caller destroys what it opened;
 * most tests can do with the factories of {@link SharedRedis}.
 */
public final class RedisConnections {

    /** Short enough to wait for in a test, long enough for a server on a busy machine. */
    public static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    private RedisConnections() {}

    public static LettuceConnectionFactory to(RedisServerProcess server) {
        return to(server.port(), COMMAND_TIMEOUT);
    }

    public static LettuceConnectionFactory to(FaultyProxy proxy) {
        return to(proxy.port(), COMMAND_TIMEOUT);
    }

    public static LettuceConnectionFactory to(int port, Duration commandTimeout) {
        return open(new RedisStandaloneConfiguration("127.0.0.1", port), commandTimeout);
    }

    public static LettuceConnectionFactory to(RedisClusterProcesses cluster) {
        return to(cluster, COMMAND_TIMEOUT);
    }

    public static LettuceConnectionFactory to(RedisClusterProcesses cluster, Duration commandTimeout) {
        RedisClusterConfiguration configuration = new RedisClusterConfiguration();
        cluster.nodes().forEach(node -> configuration.clusterNode(node.host(), node.port()));
        return open(configuration, commandTimeout);
    }

    private static LettuceConnectionFactory open(RedisConfiguration server, Duration commandTimeout) {
        LettuceClientConfiguration client = LettuceClientConfiguration.builder()
                .commandTimeout(commandTimeout)
                .build();
        LettuceConnectionFactory factory = new LettuceConnectionFactory(server, client);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }
}
