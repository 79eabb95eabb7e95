package io.distributedscheduler.test.boot;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.boot.SchedulerAutoConfiguration;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.signal.Signals;
import io.distributedscheduler.store.JobStore;
import io.distributedscheduler.test.VirtualTime;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of virtual time, for tests; a test's own bean of type {@link VirtualTime} says when it begins. */
@AutoConfiguration(before = SchedulerAutoConfiguration.class)
public final class VirtualTimeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    VirtualTime virtualTime() {
        return new VirtualTime();
    }

    @Bean
    NodeRuntime virtualTimeRuntime(VirtualTime time) {
        return time.runtime();
    }

    @Bean
    JobStore virtualTimeStore(VirtualTime time) {
        return time.store();
    }

    @Bean
    Signals virtualTimeSignals(VirtualTime time) {
        return time.signals();
    }

    @Bean
    VirtualTimeLifecycle virtualTimeLifecycle(DistributedScheduler scheduler, VirtualTime time) {
        return new VirtualTimeLifecycle(scheduler, time);
    }
}
