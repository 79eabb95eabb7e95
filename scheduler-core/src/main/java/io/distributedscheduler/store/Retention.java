package io.distributedscheduler.store;

import java.time.Duration;

/**
 * How long ended runs are kept.
 *
 * @param count runs kept of a job that runs more than once, newest first; 0 keeps none, also of one-time jobs
 * @param keepFor how long runs are kept after their job has gone
 */
public record Retention(int count, Duration keepFor) {

    public static final Retention NONE = new Retention(0, Duration.ZERO);
}
