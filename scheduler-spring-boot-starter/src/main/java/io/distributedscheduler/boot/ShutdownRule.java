package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import java.time.Duration;

/** Spring gives each phase of a shutdown a time; a scheduler that takes longer would lose its Redis in mid-work. */
final class ShutdownRule {

    private ShutdownRule() {}

    static void check(SchedulerSettings settings, Duration phase) {
        if (settings.shutdown().plus(settings.interrupt()).compareTo(phase) >= 0) {
            throw PropertyRules.broken(
                    "shutdown-timeout",
                    settings.shutdown(),
                    "Together with distributed-scheduler.interrupt-timeout (" + PropertyRules.text(settings.interrupt())
                            + ") it must be shorter than spring.lifecycle.timeout-per-shutdown-phase ("
                            + PropertyRules.text(phase) + "), after which Spring cuts off whatever has not stopped");
        }
    }
}
