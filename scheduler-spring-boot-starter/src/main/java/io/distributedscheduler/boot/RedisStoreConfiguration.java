package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.redis.RedisJobStore;
import io.distributedscheduler.redis.RedisSignals;
import io.distributedscheduler.store.JobStore;
import java.util.concurrent.Executor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Jobs in Redis, by a connection that is the scheduler's own or one that the application defined. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "distributed-scheduler.store", havingValue = "redis", matchIfMissing = true)
@ConditionalOnMissingBean(JobStore.class)
@ConditionalOnClass({StringRedisTemplate.class, DataRedisConnectionDetails.class})
@Import({OwnRedisConfiguration.class, SharedRedisConfiguration.class})
class RedisStoreConfiguration {

    @Bean
    RedisJobStore distributedSchedulerStore(RedisAccess redis) {
        return new RedisJobStore(redis.template(), redis.settings());
    }

    @Bean(destroyMethod = "close")
    RedisSignals distributedSchedulerSignals(RedisAccess redis, NodeRuntime runtime) {
        return new RedisSignals(redis.connections(), redis.settings(), onLoopsOf(runtime));
    }

    @Bean
    RedisListening distributedSchedulerListening(RedisAccess redis, RedisSignals signals, NodeRuntime runtime) {
        return new RedisListening(redis.connections(), signals, runtime);
    }

    /** Runs each task on a thread of the node's runtime. */
    private static Executor onLoopsOf(NodeRuntime runtime) {
        return task -> runtime.startLoop("distributed-scheduler-signals", false, () -> {
            task.run();
            return NodeRuntime.END;
        });
    }
}
