package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** A job was changed since it was read. */
public class JobConflictException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final String job;

    public JobConflictException(JobId job) {
        super(
                "The job \"" + job
                        + "\" was changed since it was read; read it again, or use modify(id, change), which does that by itself");
        this.job = job.value();
    }

    /** The id that was given. */
    public JobId job() {
        return new JobId(job);
    }
}
