package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** A job cannot be started or scheduled because a run of it still lasts. */
public class JobRunningException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final transient JobId job;
    private final String node;

    public JobRunningException(JobId job, String node) {
        super("A run of job \"" + job + "\" has not ended yet on node " + node);
        this.job = job;
        this.node = node;
    }

    public JobId job() {
        return job;
    }

    /** Name of the node it runs on. */
    public String node() {
        return node;
    }
}
