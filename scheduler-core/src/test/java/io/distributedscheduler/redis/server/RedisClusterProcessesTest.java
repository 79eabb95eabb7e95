package io.distributedscheduler.redis.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

@Tag("redis")
class RedisClusterProcessesTest {

    private final RedisClusterProcesses cluster = SharedRedis.cluster();
    private final LettuceConnectionFactory connections = SharedRedis.clusterConnections();
    private final StringRedisTemplate redis = new StringRedisTemplate(connections);
    private final String namespace = SharedRedis.uniqueNamespace();

    @Test
    void keysOfDifferentSlotsAreHeldByDifferentNodes() {
        List<String> keys =
                IntStream.range(0, 100).mapToObj(i -> namespace + ":" + i).toList();

        keys.forEach(key -> redis.opsForValue().set(key, "value of " + key));

        assertThat(keys)
                .allSatisfy(key -> assertThat(redis.opsForValue().get(key)).isEqualTo("value of " + key));
        assertThat(keys).extracting(SlotHash::getSlot).doesNotHaveDuplicates();
        assertThat(keys).extracting(cluster::nodeOf).containsAll(cluster.nodes());
    }

    @Test
    void theNodeOfAKeyIsTheOneThatTheClusterNames() {
        for (int i = 0; i < 100; i++) {
            String key = namespace + ":" + i;

            RedisNode node = connections.getClusterConnection().clusterGetNodeForKey(key.getBytes());

            assertThat(cluster.nodeOf(key).port()).isEqualTo(node.getPort());
        }
    }

    @Test
    void allTestsOfAJvmShareOneClusterAndOneServer() {
        assertThat(SharedRedis.cluster()).isSameAs(cluster);
        assertThat(SharedRedis.standalone()).isSameAs(SharedRedis.standalone());
        assertThat(SharedRedis.uniqueNamespace()).isNotEqualTo(namespace);
    }
}
