package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** What {@code schedule} did with one job. */
public record ScheduleResult(JobId id, Kind kind) {

    public enum Kind {
        CREATED,
        KEPT,
        REPLACED
    }
}
