package io.distributedscheduler.store;

import java.time.Instant;

/**
 * Counts of occurrences that a change drops, worked out from what the caller saw.
 *
 * @param seen the due instant of the job's pending or running occurrence that the caller saw; when the job no longer
 *     stands there the change is answered as a conflict
 * @param counts to add to the job's counts
 */
public record Accounting(Instant seen, Counts counts) {}
