package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration.ClusterConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections to the Redis that Boot knows, with limits that fit a lease: see decision 0004. What the application says
 * about its connections holds for these, too, except for what the guarantees stand on.
 */
final class OwnConnections {

    /** Commands under way at once; far more than a node and its callers have, far less than fills the memory. */
    private static final int MOST_COMMANDS = 10_000;

    private final ObjectProvider<DataRedisConnectionDetails> details;
    private final ObjectProvider<DataRedisProperties> properties;
    private final ObjectProvider<ClientResources> resources;
    private final ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers;
    private final ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers;
    private final SchedulerSettings settings;

    OwnConnections(
            ObjectProvider<DataRedisConnectionDetails> details,
            ObjectProvider<DataRedisProperties> properties,
            ObjectProvider<ClientResources> resources,
            ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers,
            ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers,
            SchedulerSettings settings) {
        this.details = details;
        this.properties = properties;
        this.resources = resources;
        this.customizers = customizers;
        this.optionsCustomizers = optionsCustomizers;
        this.settings = settings;
    }

    /** A started factory, which has not connected yet, on resources that are the caller's to shut down. */
    Started create() {
        DataRedisConnectionDetails found = details.getIfAvailable(MissingRedis::whereabouts);
        DataRedisProperties known = properties.getIfAvailable(DataRedisProperties::new);
        DataRedisProperties.Cluster cluster = known.getCluster();
        RedisConfiguration servers =
                new RedisServers(found, cluster == null ? null : cluster.getMaxRedirects()).configuration();
        LettuceSettings boot = new LettuceSettings(known, found.getSslBundle());
        ClientResources own = OwnClientResources.on(resources.getIfAvailable());
        LettuceConnectionFactory connections =
                new LettuceConnectionFactory(servers, client(boot, servers instanceof ClusterConfiguration, own));
        connections.afterPropertiesSet();
        connections.start();
        return new Started(connections, own);
    }

    private LettuceClientConfiguration client(LettuceSettings boot, boolean cluster, ClientResources own) {
        LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder();
        boot.apply(client);
        client.clientOptions(options(boot, cluster));
        client.clientResources(own);
        customizers.orderedStream().forEach(customizer -> customizer.customize(client));
        return client.commandTimeout(settings.commandTimeout()).build();
    }

    private ClientOptions options(LettuceSettings boot, boolean cluster) {
        ClientOptions.Builder options = boot.options(cluster, settings.commandTimeout());
        optionsCustomizers.orderedStream().forEach(customizer -> customizer.customize(options));
        return options.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
                .build();
    }

    /** Connections, and what they run on. */
    record Started(LettuceConnectionFactory connections, ClientResources resources) {

        void end() {
            connections.destroy();
            resources.shutdown(0, 2, TimeUnit.SECONDS);
        }
    }
}
