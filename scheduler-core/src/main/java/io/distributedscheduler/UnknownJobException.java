package io.distributedscheduler;

import io.distributedscheduler.job.JobId;

/** There is no job of that id. */
public class UnknownJobException extends SchedulerException {

    private static final long serialVersionUID = 1L;

    private final String job;

    public UnknownJobException(JobId job) {
        super("There is no job with the id \"" + job + "\"; it never was, was removed, or has finished");
        this.job = job.value();
    }

    /** The id that was given. */
    public JobId job() {
        return new JobId(job);
    }
}
