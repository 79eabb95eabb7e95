package io.distributedscheduler.store;

import java.time.Instant;

/**
 * Counts of a trigger's occurrences that a change drops, worked out from what the caller saw. Fires and runs that the
 * change closes are counted by the store, not here.
 *
 * @param seen the planned instant of the job's pending or running occurrence that the caller saw, as in
 *     {@link JobRecord#due()}; when the job no longer stands there the change is answered as a conflict
 * @param counts to add to the job's counts, if it repeats
 */
public record Accounting(Instant seen, Counts counts) {}
