package io.distributedscheduler.job;

/** Where a job stands. When several fit, the first in this order is the job's state. */
public enum JobState {
    /** Held until {@code start}. */
    STOPPED,
    /** A claim on it lives: a node runs it, or is about to. */
    RUNNING,
    /** Needs a person: a one-time job that gave up, or a job that cannot be read or keeps killing its node. */
    FAILED,
    /** Has a due instant; also while it waits for a retry. */
    SCHEDULED,
    /** A keyword job with nothing pending. */
    WAITING
}
