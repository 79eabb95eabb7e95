package io.distributedscheduler.store;

import java.time.Instant;

/**
 * Counts of a trigger's occurrences that a change drops, worked out from what the caller saw. Fires and runs that the
 * change closes are counted by the store, not here.
 *
 * @param seen the planned instant of the job's pending or running occurrence that the caller saw, as in
 *     {@link JobRecord#due()}
 * @param begun whether that occurrence had begun, as in {@link JobRecord#hasBegun()}: one that has counts as a run when
 *     it ends, one that has not is among the counts. When either is otherwise by now, the change is answered as a conflict
 * @param counts to add to the job's counts, if it repeats
 */
public record Accounting(Instant seen, boolean begun, Counts counts) {

    /**
     * Of a job that has an occurrence.
     *
     * @throws java.util.NoSuchElementException when none is pending or running
     */
    public static Accounting of(JobRecord job, Counts counts) {
        return new Accounting(job.due().orElseThrow(), job.hasBegun(), counts);
    }
}
