package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** The id of a new job is taken. */
public class JobExistsException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final String job;

    public JobExistsException(JobId job) {
        super("A job with the id \"" + job
                + "\" exists; use ConflictPolicy.KEEP or REPLACE, modify it, or choose another id");
        this.job = job.value();
    }

    /** The id that was given. */
    public JobId job() {
        return new JobId(job);
    }
}
