package io.distributedscheduler.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.WithAuthentication;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

/** The servers that Boot's properties name. */
class RedisServersTest {

    private static final String PREFIX = "spring.data.redis.";

    @Test
    void aStandaloneServer() {
        RedisStandaloneConfiguration servers =
                servers(RedisStandaloneConfiguration.class, "host=there", "port=7000", "database=3");

        assertThat(servers.getHostName()).isEqualTo("there");
        assertThat(servers.getPort()).isEqualTo(7000);
        assertThat(servers.getDatabase()).isEqualTo(3);
        assertThat(servers.getPassword()).isEqualTo(RedisPassword.none());
    }

    @Test
    void aUrl() {
        RedisStandaloneConfiguration servers =
                servers(RedisStandaloneConfiguration.class, "url=redis://ada:secret@there:7000/3");

        assertThat(servers.getHostName()).isEqualTo("there");
        assertThat(servers.getDatabase()).isEqualTo(3);
        assertLogin(servers);
    }

    @Test
    void aSentinel() {
        RedisSentinelConfiguration servers = servers(
                RedisSentinelConfiguration.class,
                "sentinel.master=main",
                "sentinel.nodes=one:1,two:2",
                "sentinel.username=eve",
                "sentinel.password=hidden",
                "database=3",
                "username=ada",
                "password=secret");

        assertThat(servers.getMaster()).isNotNull().hasToString("main");
        assertThat(servers.getSentinels()).containsExactlyInAnyOrder(new RedisNode("one", 1), new RedisNode("two", 2));
        assertThat(servers.getSentinelUsername()).isEqualTo("eve");
        assertThat(servers.getSentinelPassword()).isEqualTo(RedisPassword.of("hidden"));
        assertThat(servers.getDatabase()).isEqualTo(3);
        assertLogin(servers);
    }

    @Test
    void aCluster() {
        RedisClusterConfiguration servers = servers(
                RedisClusterConfiguration.class,
                "cluster.nodes=one:1,two:2",
                "cluster.max-redirects=5",
                "username=ada",
                "password=secret");

        assertThat(servers.getClusterNodes())
                .containsExactlyInAnyOrder(new RedisNode("one", 1), new RedisNode("two", 2));
        assertThat(servers.getMaxRedirects()).isEqualTo(5);
        assertLogin(servers);
    }

    @Test
    void aMasterWithReplicas() {
        RedisStaticMasterReplicaConfiguration servers = servers(
                RedisStaticMasterReplicaConfiguration.class,
                "masterreplica.nodes=one:1,two:2",
                "username=ada",
                "password=secret");

        assertThat(servers.getNodes())
                .extracting(node -> node.getHostName() + ":" + node.getPort())
                .containsExactly("one:1", "two:2");
        assertLogin(servers);
    }

    private static void assertLogin(WithAuthentication servers) {
        assertThat(servers.getUsername()).isEqualTo("ada");
        assertThat(servers.getPassword()).isEqualTo(RedisPassword.of("secret"));
    }

    private static <T extends RedisConfiguration> T servers(Class<T> type, String... properties) {
        RedisConfiguration[] servers = new RedisConfiguration[1];
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class));
        for (String property : properties) {
            runner = runner.withPropertyValues(PREFIX + property);
        }
        boolean cluster = type == RedisClusterConfiguration.class;
        runner.run(context ->
                servers[0] = new RedisServers(context.getBean(DataRedisConnectionDetails.class), cluster ? 5 : null)
                        .configuration());
        return type.cast(servers[0]);
    }
}
