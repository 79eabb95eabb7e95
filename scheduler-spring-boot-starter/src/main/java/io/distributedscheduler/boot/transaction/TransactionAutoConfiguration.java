package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.boot.SchedulerAutoConfiguration;
import io.distributedscheduler.boot.SchedulerBuilderCustomizer;
import io.distributedscheduler.codec.DataCodec;
import io.distributedscheduler.engine.NodeRuntime;
import io.distributedscheduler.store.JobStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.support.TransactionSynchronization;

/** Auto-configuration of what the scheduler does inside transactions. */
@AutoConfiguration(after = SchedulerAutoConfiguration.class)
@ConditionalOnClass(TransactionSynchronization.class)
@ConditionalOnBean({JobStore.class, DataCodec.class, NodeRuntime.class})
@ConditionalOnBooleanProperty(name = "distributed-scheduler.after-commit", matchIfMissing = true)
public final class TransactionAutoConfiguration {

    /** The outermost of what is around the scheduler, so that all the rest is done after the commit, too. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    SchedulerBuilderCustomizer distributedSchedulerAfterCommit(JobStore store, DataCodec data, NodeRuntime runtime) {
        return builder -> builder.decorate(scheduler -> new TransactionalScheduler(scheduler, store, data, runtime));
    }
}
