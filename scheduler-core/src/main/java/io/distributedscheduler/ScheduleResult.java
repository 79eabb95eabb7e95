package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/**
 * What {@code schedule} did with one job.
 *
 * @param id of the job, also where it was generated
 */
public record ScheduleResult(JobId id, Kind kind) {

    /** What became of the job that was given. */
    public enum Kind {
        /** The id was free: the job is scheduled. */
        CREATED,
        /** The id was taken, and {@link ConflictPolicy#KEEP} left everything as it was. */
        KEPT,
        /** The id was taken, and {@link ConflictPolicy#REPLACE} put the job in the place of the other. */
        REPLACED,
        /** The call waits for the commit of the transaction that it was made in: it is not known yet. */
        AFTER_COMMIT
    }
}
