package io.distributedscheduler.store;

import java.time.Duration;

/**
 * @param finished jobs that are gone and whose runs are kept, at most; the first to expire goes first
 * @param failed how long a FAILED one-time job is kept
 */
public record TrimLimits(int finished, Duration failed) {}
