package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** There is no job of that id. */
public class UnknownJobException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final transient JobId job;

    public UnknownJobException(JobId job) {
        super("There is no job with the id \"" + job + "\"; it never was, was removed, or has finished");
        this.job = job;
    }

    public JobId job() {
        return job;
    }
}
