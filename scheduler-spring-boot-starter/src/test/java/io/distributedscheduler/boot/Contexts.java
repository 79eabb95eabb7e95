package io.distributedscheduler.boot;

import io.distributedscheduler.boot.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.context.LifecycleAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Applications as small as they can be. */
public final class Contexts {

    private Contexts() {}

    /** With what every application has. */
    public static ApplicationContextRunner plain() {
        return new ApplicationContextRunner()
                // As in an application, where it reads enums in any case.
                .withInitializer(
                        context -> context.getEnvironment().setConversionService(new ApplicationConversionService()))
                // Jedis brings a pool, which Boot would use for Lettuce too, as it does not without Jedis.
                .withPropertyValues("spring.data.redis.lettuce.pool.enabled=false")
                .withConfiguration(AutoConfigurations.of(
                        LifecycleAutoConfiguration.class,
                        PropertyPlaceholderAutoConfiguration.class,
                        TaskExecutionAutoConfiguration.class,
                        TaskSchedulingAutoConfiguration.class,
                        JacksonAutoConfiguration.class,
                        DataRedisAutoConfiguration.class));
    }

    /** With the scheduler, too. */
    public static ApplicationContextRunner scheduling() {
        return plain().withConfiguration(
                        AutoConfigurations.of(SchedulerAutoConfiguration.class, TransactionAutoConfiguration.class));
    }

    /** With the scheduler, and its jobs in memory. */
    public static ApplicationContextRunner inMemory() {
        return scheduling().withPropertyValues("distributed-scheduler.store=memory");
    }
}
