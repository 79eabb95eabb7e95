package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** The id of a new job is taken. */
public class JobExistsException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final transient JobId job;

    public JobExistsException(JobId job) {
        super("A job with the id \"" + job
                + "\" exists; use ConflictPolicy.KEEP or REPLACE, modify it, or choose another id");
        this.job = job;
    }

    public JobId job() {
        return job;
    }
}
