package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.engine.SchedulerSettings;
import io.distributedscheduler.redis.RedisJobStore;
import io.distributedscheduler.redis.RedisSignals;
import io.distributedscheduler.store.JobStore;
import io.lettuce.core.resource.ClientResources;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
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
import org.springframework.data.redis.core.StringRedisTemplate;

/** Jobs in Redis, by a connection that is the scheduler's own or one that the application defined. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "distributed-scheduler.store", havingValue = "redis", matchIfMissing = true)
@ConditionalOnMissingBean(JobStore.class)
@ConditionalOnClass(StringRedisTemplate.class)
class RedisStoreConfiguration {

    @Bean
    RedisJobStore distributedSchedulerStore(RedisAccess redis) {
        return new RedisJobStore(redis.template(), redis.settings());
    }

    @Bean(destroyMethod = "close")
    RedisSignals distributedSchedulerSignals(RedisAccess redis, NodeRuntime runtime) {
        return new RedisSignals(redis.connections(), redis.settings(), task -> onThreadOfItsOwn(runtime, task));
    }

    @Bean
    RedisListening distributedSchedulerListening(RedisAccess redis, RedisSignals signals, NodeRuntime runtime) {
        return new RedisListening(redis.connections(), signals, runtime);
    }

    private static void onThreadOfItsOwn(NodeRuntime runtime, Runnable task) {
        runtime.startLoop("distributed-scheduler-signals", false, () -> {
            task.run();
            return NodeRuntime.END;
        });
    }

    /** A factory that exists before Boot makes its own is the application's: it is used as it is. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(RedisConnectionFactory.class)
    static class SharedConnection {

        @Bean
        RedisAccess distributedSchedulerRedis(
                RedisConnectionFactory connections, SchedulerProperties properties, SchedulerSettings settings) {
            ConnectionTimeoutRule.check(connections, settings);
            return RedisAccess.shared(connections, properties);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(RedisConnectionFactory.class)
    static class OwnConnection {

        @Bean
        RedisAccess distributedSchedulerRedis(
                ObjectProvider<DataRedisConnectionDetails> details,
                ObjectProvider<DataRedisProperties> redisProperties,
                ObjectProvider<ClientResources> resources,
                ObjectProvider<LettuceClientConfigurationBuilderCustomizer> customizers,
                ObjectProvider<LettuceClientOptionsBuilderCustomizer> optionsCustomizers,
                SchedulerProperties properties,
                SchedulerSettings settings) {
            return RedisAccess.own(
                    new OwnConnections(details, redisProperties, resources, customizers, optionsCustomizers, settings)
                            .create(),
                    properties);
        }
    }
}
