package io.distributedscheduler.boot;

import io.distributedscheduler.redis.RedisStoreSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Reads the properties as settings of a store on Redis. */
final class RedisSettingsReader {

    private RedisSettingsReader() {}

    static RedisStoreSettings settings(SchedulerProperties properties, @Nullable RedisConnectionFactory connections) {
        String prefix = properties.prefix();
        String namespace = properties.namespace();
        Integer given = properties.partitions();
        int partitions = given == null ? usualPartitions(connections) : given;
        PropertyRules.check(
                "prefix", prefix, () -> new RedisStoreSettings(prefix, RedisStoreSettings.DEFAULT_NAMESPACE, 1));
        PropertyRules.check("namespace", namespace, () -> new RedisStoreSettings(prefix, namespace, 1));
        return PropertyRules.check(
                "partitions", partitions, () -> new RedisStoreSettings(prefix, namespace, partitions));
    }

    private static int usualPartitions(@Nullable RedisConnectionFactory connections) {
        return connections instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware()
                ? RedisStoreSettings.CLUSTER_PARTITIONS
                : 1;
    }
}
