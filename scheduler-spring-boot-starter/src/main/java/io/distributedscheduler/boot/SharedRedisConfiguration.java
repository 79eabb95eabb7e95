package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** Connections that the application has defined, for the scheduler by name or for all; they are used as they are. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(RedisAccess.class)
class SharedRedisConfiguration {

    /** Name of the connection factory that an application defines for the scheduler alone. */
    static final String CONNECTIONS = "distributedSchedulerRedisConnectionFactory";

    @Bean
    RedisAccess distributedSchedulerRedis(
            @Qualifier(CONNECTIONS) ObjectProvider<RedisConnectionFactory> forUs,
            ObjectProvider<RedisConnectionFactory> forAll,
            SchedulerProperties properties,
            SchedulerSettings settings) {
        RedisConnectionFactory connections =
                forUs.getIfAvailable(() -> forAll.getIfAvailable(MissingRedis::whereabouts));
        ConnectionTimeoutRule.check(connections, settings);
        return RedisAccess.shared(connections, properties);
    }
}
