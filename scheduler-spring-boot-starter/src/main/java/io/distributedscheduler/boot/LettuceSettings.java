package io.distributedscheduler.boot;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.util.StringUtils;

/** What Boot's properties and SSL bundle say of a client, other than how long it waits for answers. */
final class LettuceSettings {

    private static final Duration TOPOLOGY_REFRESH = Duration.ofSeconds(30);

    private final DataRedisProperties properties;
    private final @Nullable SslBundle ssl;

    LettuceSettings(DataRedisProperties properties, @Nullable SslBundle ssl) {
        this.properties = properties;
        this.ssl = ssl;
    }

    void apply(LettuceClientConfigurationBuilder client) {
        if (ssl != null || isSecure(properties.getUrl())) {
            client.useSsl();
        }
        if (StringUtils.hasText(properties.getClientName())) {
            client.clientName(properties.getClientName());
        }
        Duration shutdown = properties.getLettuce().getShutdownTimeout();
        if (shutdown != null && !shutdown.isZero()) {
            client.shutdownTimeout(shutdown);
        }
    }

    /** @param connect how long connecting may take where the properties do not say */
    ClientOptions.Builder options(boolean cluster, Duration connect) {
        ClientOptions.Builder options = cluster ? clusterOptions() : ClientOptions.builder();
        Duration given = properties.getConnectTimeout();
        options.socketOptions(SocketOptions.builder()
                .connectTimeout(given == null ? connect : given)
                .keepAlive(true)
                .build());
        if (ssl != null) {
            options.sslOptions(sslOptions(ssl));
        }
        return options;
    }

    private ClientOptions.Builder clusterOptions() {
        DataRedisProperties.Lettuce.Cluster.Refresh refresh =
                properties.getLettuce().getCluster().getRefresh();
        Duration given = refresh.getPeriod();
        return ClusterClientOptions.builder()
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .dynamicRefreshSources(refresh.isDynamicRefreshSources())
                        .enablePeriodicRefresh(given == null ? TOPOLOGY_REFRESH : given)
                        .build());
    }

    private static SslOptions sslOptions(SslBundle ssl) {
        SslOptions.Builder options = SslOptions.builder()
                .keyManager(ssl.getManagers().getKeyManagerFactory())
                .trustManager(ssl.getManagers().getTrustManagerFactory());
        String[] ciphers = ssl.getOptions().getCiphers();
        if (ciphers != null) {
            options.cipherSuites(ciphers);
        }
        String[] protocols = ssl.getOptions().getEnabledProtocols();
        if (protocols != null) {
            options.protocols(protocols);
        }
        return options.build();
    }

    private static boolean isSecure(@Nullable String url) {
        return url != null && url.startsWith("rediss://");
    }
}
