package io.distributedscheduler.boot;

import io.distributedscheduler.redis.RedisStoreSettings;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * The scheduler's way to Redis: connections, a template on them, and which keys are its own. None of them is a bean, so
 * that what the application injects by type is what it would be without the scheduler.
 */
final class RedisAccess implements DisposableBean {

    private final RedisConnectionFactory connections;
    private final StringRedisTemplate template;
    private final RedisStoreSettings settings;
    private final boolean own;

    private RedisAccess(
            RedisConnectionFactory connections,
            StringRedisTemplate template,
            SchedulerProperties properties,
            boolean own) {
        this.connections = connections;
        this.template = template;
        this.own = own;
        this.settings = new RedisStoreSettings(properties.prefix(), properties.namespace(), partitions(properties));
    }

    /** On a factory of the application, which the application ends. */
    static RedisAccess shared(RedisConnectionFactory connections, SchedulerProperties properties) {
        return new RedisAccess(connections, new StringRedisTemplate(connections), properties, false);
    }

    /** On a factory of the scheduler's own. */
    static RedisAccess own(LettuceConnectionFactory connections, SchedulerProperties properties) {
        return new RedisAccess(connections, new ReconnectingTemplate(connections), properties, true);
    }

    RedisConnectionFactory connections() {
        return connections;
    }

    StringRedisTemplate template() {
        return template;
    }

    RedisStoreSettings settings() {
        return settings;
    }

    @Override
    public void destroy() {
        if (own && connections instanceof LettuceConnectionFactory lettuce) {
            lettuce.destroy();
        }
    }

    private int partitions(SchedulerProperties properties) {
        Integer wanted = properties.partitions();
        if (wanted != null) {
            return wanted;
        }
        boolean cluster = connections instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware();
        return cluster ? RedisStoreSettings.CLUSTER_PARTITIONS : 1;
    }
}
