package io.distributedscheduler.boot;

import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.memory.InMemoryJobStore;
import io.distributedscheduler.memory.MemorySignals;
import io.distributedscheduler.store.JobStore;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Jobs in the memory of this process. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "distributed-scheduler.store", havingValue = "memory")
@ConditionalOnMissingBean(JobStore.class)
class MemoryStoreConfiguration {

    @Bean
    MemorySignals distributedSchedulerSignals() {
        return new MemorySignals();
    }

    @Bean
    InMemoryJobStore distributedSchedulerStore(NodeRuntime runtime, MemorySignals signals) {
        return new InMemoryJobStore(runtime::wallTime, signals);
    }
}
