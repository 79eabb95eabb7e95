package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.engine.SchedulerSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.resource.ClientResources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/** The scheduler's own connections, where the application has defined none; Boot's come later. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(RedisClient.class)
@ConditionalOnProperty(name = "spring.data.redis.client-type", havingValue = "lettuce", matchIfMissing = true)
@ConditionalOnMissingBean(value = RedisConnectionFactory.class, name = SharedRedisConfiguration.CONNECTIONS)
class OwnRedisConfiguration {

    @Bean
    RedisAccess distributedSchedulerRedis(
            ObjectProvider<DataRedisConnectionDetails> details,
            ObjectProvider<DataRedisProperties> redisProperties,
            ObjectProvider<ClientResources> resources,
            ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers,
            ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers,
            SchedulerProperties properties,
            SchedulerSettings settings,
            NodeRuntime runtime) {
        return RedisAccess.own(
                new OwnConnections(details, redisProperties, resources, customizers, optionsCustomizers, settings),
                properties,
                runtime);
    }
}
