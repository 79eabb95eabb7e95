package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerBuilder;

/**
 * Changes how the scheduler is built, after properties and beans have had their say. Beans of this type are called in
 * their order.
 */
@FunctionalInterface
public interface SchedulerBuilderCustomizer {

    void customize(SchedulerBuilder builder);
}
