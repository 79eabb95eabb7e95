package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
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
    private final Runnable end;

    private RedisAccess(
            RedisConnectionFactory connections,
            StringRedisTemplate template,
            SchedulerProperties properties,
            Runnable end) {
        this.connections = connections;
        this.template = template;
        this.settings = RedisSettingsReader.settings(properties, connections);
        this.end = end;
    }

    /** On a factory of the application, which the application ends. */
    static RedisAccess shared(RedisConnectionFactory connections, SchedulerProperties properties) {
        return new RedisAccess(connections, new StringRedisTemplate(connections), properties, () -> {});
    }

    /** On a factory of the scheduler's own. */
    static RedisAccess own(OwnConnections own, SchedulerProperties properties, NodeRuntime runtime) {
        OwnConnections.Started started = own.create();
        LettuceConnectionFactory connections = started.connections();
        return new RedisAccess(
                connections, new ReconnectingTemplate(connections, runtime::nanoTime), properties, started::end);
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
        end.run();
    }
}
