package io.distributedscheduler.boot;

import io.distributedscheduler.store.JobStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says what is missing where jobs cannot be kept. Comes after all that can keep them. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(JobStore.class)
class MissingStoreConfiguration {

    /** @param properties so that a value which is no store is told first */
    @Bean
    JobStore distributedSchedulerStore(SchedulerProperties properties) {
        return MissingRedis.classes();
    }
}
