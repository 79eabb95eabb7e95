package io.distributedscheduler.store;

import java.time.Duration;
import java.time.Instant;

/** Where a job shall stand: at an instant, or waiting for its keyword. */
public sealed interface Due {

    /** At that instant; one that has passed is due at once. Milliseconds count. */
    record At(Instant instant) implements Due {}

    /** That long after the store's time in the step. */
    record In(Duration delay) implements Due {}

    /** Nowhere until the keyword of the job is fired; fires from now on count. */
    record Waiting() implements Due {}

    /** Where it stands already; a job that stands nowhere pending stays so. Only in {@code modify}. */
    record Unchanged() implements Due {}
}
