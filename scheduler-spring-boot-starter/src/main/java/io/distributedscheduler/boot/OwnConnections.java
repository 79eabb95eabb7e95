package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connections to the Redis that Boot knows, with limits that fit a lease: see decision 0004. What the application says
 * about its connections holds for these, too, except for what the guarantees stand on.
 */
final class OwnConnections {

    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(250);
    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

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

    /** A started factory, which has not connected yet. */
    LettuceConnectionFactory create() {
        DataRedisConnectionDetails found = details.getIfAvailable();
        if (found == null) {
            throw new FailureAnalyzedException(
                    "The scheduler keeps its jobs in Redis, but nothing says where Redis is: the application has"
                            + " neither a RedisConnectionFactory nor connection details.",
                    "Let Spring Boot configure Redis (spring.data.redis.*, without excluding"
                            + " DataRedisAutoConfiguration), define a RedisConnectionFactory, or set"
                            + " distributed-scheduler.store=memory for jobs that need not be shared or kept.");
        }
        RedisConfiguration servers = new RedisServers(found, maxRedirects()).configuration();
        LettuceConnectionFactory connections =
                new LettuceConnectionFactory(servers, client(found.getSslBundle(), found.getCluster() != null));
        connections.afterPropertiesSet();
        connections.start();
        return connections;
    }

    private LettuceClientConfiguration client(@Nullable SslBundle ssl, boolean cluster) {
        LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder();
        DataRedisProperties known = properties.getIfAvailable();
        if (known != null
                && known.getClientName() != null
                && !known.getClientName().isEmpty()) {
            client.clientName(known.getClientName());
        }
        if (ssl != null) {
            client.useSsl();
        }
        client.clientOptions(options(ssl, cluster));
        customizers.orderedStream().forEach(customizer -> customizer.customize(client));
        ClientResources base = resources.getIfAvailable();
        if (base != null) {
            client.clientResources(base.mutate()
                    .reconnectDelay(Delay.constant(RECONNECT_PAUSE))
                    .build());
        }
        return client.commandTimeout(settings.commandTimeout()).build();
    }

    private ClientOptions options(@Nullable SslBundle ssl, boolean cluster) {
        ClientOptions.Builder options = cluster
                ? ClusterClientOptions.builder()
                        .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                                .enablePeriodicRefresh(TOPOLOGY_REFRESH)
                                .build())
                : ClientOptions.builder();
        options.socketOptions(SocketOptions.builder()
                .connectTimeout(settings.commandTimeout())
                .keepAlive(true)
                .build());
        if (ssl != null) {
            options.sslOptions(sslOptions(ssl));
        }
        optionsCustomizers.orderedStream().forEach(customizer -> customizer.customize(options));
        return options.autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MOST_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()))
                .build();
    }

    private static io.lettuce.core.SslOptions sslOptions(SslBundle bundle) {
        SslOptions wanted = bundle.getOptions();
        io.lettuce.core.SslOptions.Builder ssl = io.lettuce.core.SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        if (wanted.getCiphers() != null) {
            ssl.cipherSuites(wanted.getCiphers());
        }
        if (wanted.getEnabledProtocols() != null) {
            ssl.protocols(wanted.getEnabledProtocols());
        }
        return ssl.build();
    }

    private @Nullable Integer maxRedirects() {
        DataRedisProperties known = properties.getIfAvailable();
        return known == null || known.getCluster() == null
                ? null
                : known.getCluster().getMaxRedirects();
    }
}
