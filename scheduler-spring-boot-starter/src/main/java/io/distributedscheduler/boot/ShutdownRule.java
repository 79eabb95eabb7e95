package io.distributedscheduler.boot;

import io.distributedscheduler.engine.SchedulerSettings;
import java.time.Duration;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Spring gives each phase of a shutdown a time; a scheduler that takes longer would lose its Redis in mid-work. */
final class ShutdownRule {

    private ShutdownRule() {}

    static void check(SchedulerSettings settings, Duration phase) {
        Duration longest = settings.shutdown().plus(settings.interrupt());
        if (longest.compareTo(phase) >= 0) {
            throw new FailureAnalyzedException(
                    "The scheduler may take " + text(longest) + " to stop (distributed-scheduler.shutdown-timeout "
                            + text(settings.shutdown()) + " and interrupt-timeout " + text(settings.interrupt())
                            + "), but Spring cuts every phase of a shutdown off after " + text(phase)
                            + " (spring.lifecycle.timeout-per-shutdown-phase).",
                    "Shorten distributed-scheduler.shutdown-timeout, or lengthen"
                            + " spring.lifecycle.timeout-per-shutdown-phase, so that the former two are shorter together.");
        }
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }
}
