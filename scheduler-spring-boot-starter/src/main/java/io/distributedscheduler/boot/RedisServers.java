package io.distributedscheduler.boot;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/** Which servers Boot's connection details name, and how to log in there. */
final class RedisServers {

    private final DataRedisConnectionDetails details;
    private final @Nullable Integer maxRedirects;

    /** @param maxRedirects of commands on a Cluster; the driver's default if null */
    RedisServers(DataRedisConnectionDetails details, @Nullable Integer maxRedirects) {
        this.details = details;
        this.maxRedirects = maxRedirects;
    }

    RedisConfiguration configuration() {
        Sentinel sentinel = details.getSentinel();
        DataRedisConnectionDetails.Cluster cluster = details.getCluster();
        DataRedisConnectionDetails.MasterReplica masterReplica = details.getMasterReplica();
        Standalone standalone = details.getStandalone();
        if (sentinel != null) {
            return sentinel(sentinel);
        }
        if (cluster != null) {
            return cluster(cluster.getNodes());
        }
        if (masterReplica != null) {
            return masterReplica(masterReplica.getNodes());
        }
        if (standalone != null) {
            return standalone(standalone);
        }
        throw new IllegalStateException("The connection details name no Redis server: " + details);
    }

    private RedisConfiguration standalone(Standalone standalone) {
        RedisStandaloneConfiguration servers =
                new RedisStandaloneConfiguration(standalone.getHost(), standalone.getPort());
        servers.setUsername(details.getUsername());
        servers.setPassword(RedisPassword.of(details.getPassword()));
        servers.setDatabase(standalone.getDatabase());
        return servers;
    }

    private RedisConfiguration sentinel(Sentinel sentinel) {
        RedisSentinelConfiguration servers = new RedisSentinelConfiguration();
        servers.master(sentinel.getMaster());
        servers.setSentinels(nodes(sentinel.getNodes()));
        servers.setUsername(details.getUsername());
        servers.setPassword(RedisPassword.of(details.getPassword()));
        servers.setSentinelUsername(sentinel.getUsername());
        servers.setSentinelPassword(RedisPassword.of(sentinel.getPassword()));
        servers.setDatabase(sentinel.getDatabase());
        return servers;
    }

    private RedisConfiguration cluster(List<Node> nodes) {
        RedisClusterConfiguration servers = new RedisClusterConfiguration();
        servers.setClusterNodes(nodes(nodes));
        servers.setUsername(details.getUsername());
        servers.setPassword(RedisPassword.of(details.getPassword()));
        if (maxRedirects != null) {
            servers.setMaxRedirects(maxRedirects);
        }
        return servers;
    }

    private RedisConfiguration masterReplica(List<Node> nodes) {
        RedisStaticMasterReplicaConfiguration servers = new RedisStaticMasterReplicaConfiguration(
                nodes.get(0).host(), nodes.get(0).port());
        nodes.stream().skip(1).forEach(node -> servers.addNode(node.host(), node.port()));
        servers.setUsername(details.getUsername());
        servers.setPassword(RedisPassword.of(details.getPassword()));
        return servers;
    }

    private static List<RedisNode> nodes(List<Node> nodes) {
        return nodes.stream()
                .map(node -> new RedisNode(node.host(), node.port()))
                .toList();
    }
}
