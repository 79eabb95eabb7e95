package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;

/**
 * One pending or running occurrence of a job.
 *
 * @param job the job
 * @param number 0 for the job's next occurrence, the common case; above 0 for one taken out of the sequence
 */
public record Handle(JobId job, long number) {

    /** The next occurrence of the job. */
    public static Handle next(JobId job) {
        return new Handle(job, 0);
    }

    /** Reads the text form. */
    public static Handle parse(String text) {
        int split = text.indexOf('\0');
        return split < 0
                ? next(new JobId(text))
                : new Handle(new JobId(text.substring(0, split)), Long.parseLong(text.substring(split + 1)));
    }

    /** The text form: the job's id, for a number above 0 followed by a zero character and the number. */
    public String text() {
        return number == 0 ? job.value() : job.value() + '\0' + number;
    }
}
