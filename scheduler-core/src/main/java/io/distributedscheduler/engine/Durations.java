package io.distributedscheduler.engine;

import java.time.Duration;

/** Durations that users give, on the monotonic clock. */
final class Durations {

    private static final Duration LONGEST = Duration.ofDays(36_525);

    private Durations() {}

    /** In nanoseconds; what is longer than a hundred years is a hundred years. */
    static long nanos(Duration duration) {
        return (duration.compareTo(LONGEST) > 0 ? LONGEST : duration).toNanos();
    }
}
