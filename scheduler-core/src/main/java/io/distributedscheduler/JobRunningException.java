package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/**
 * A job cannot be started, or an id not be used again, because a run of it still lasts. Repeat the call when it has
 * ended, as {@code stop(id, await)} tells.
 */
public class JobRunningException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final String job;
    private final String node;

    public JobRunningException(JobId job, String node) {
        super("A run of job \"" + job + "\" has not ended yet on node " + node);
        this.job = job.value();
        this.node = node;
    }

    /** The id that was given. */
    public JobId job() {
        return new JobId(job);
    }

    /** Name of the node it runs on. */
    public String node() {
        return node;
    }
}
