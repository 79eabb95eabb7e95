package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What finds executors and declared jobs. */
@Configuration(proxyBeanMethods = false)
class ExecutorConfiguration {

    @Bean
    JobExecutorRegistrar distributedSchedulerExecutors(
            ConfigurableListableBeanFactory beans, SchedulerProperties properties, SchedulerSettings settings) {
        DeclaredJobs jobs = new DeclaredJobs(settings.application(), settings.retry());
        return new JobExecutorRegistrar(
                new ExecutorFinder(beans),
                new AnnotatedJobs(new Placeholders(beans::resolveEmbeddedValue), jobs),
                new ConfiguredJobs(properties.jobs(), jobs),
                new ExecutorSettings(properties.executors(), settings.retention()),
                settings.concurrency());
    }
}
