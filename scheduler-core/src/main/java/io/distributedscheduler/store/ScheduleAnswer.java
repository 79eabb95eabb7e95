package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import java.time.Instant;

/** What became of one new job. */
public sealed interface ScheduleAnswer {

    /** It was added. */
    record Created(Instant time) implements ScheduleAnswer {}

    /** Its id is taken, in whatever state; nothing was changed. */
    record Exists(JobId job) implements ScheduleAnswer {}

    /** A removed job of that id still runs on the node; nothing was changed. */
    record Ending(JobId job, NodeId node) implements ScheduleAnswer {}
}
