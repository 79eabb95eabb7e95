package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import java.util.regex.Pattern;

/**
 * One pending or running occurrence of a job.
 *
 * @param job the job
 * @param number 0 for the job's next occurrence, the common case; for one that was taken out of the sequence the token of
 *     the claim that was
 */
public record Handle(JobId job, long number) {

    /** As it is written: another text for the same handle would stand beside it in the store. */
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,18}");

    /** @throws IllegalArgumentException when the number is negative */
    public Handle {
        if (number < 0) {
            throw new IllegalArgumentException(
                    "The number of an occurrence of job " + job + " must not be negative, was " + number);
        }
    }

    /** The next occurrence of the job. */
    public static Handle next(JobId job) {
        return new Handle(job, 0);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException when no handle has this text
     */
    public static Handle parse(String text) {
        int split = text.indexOf('\0');
        if (split < 0) {
            return next(new JobId(text));
        }
        JobId job = new JobId(text.substring(0, split));
        String number = text.substring(split + 1);
        if (!NUMBER.matcher(number).matches()) {
            throw new IllegalArgumentException("A handle of job " + job + " must end in a number from 1");
        }
        return new Handle(job, Long.parseLong(number));
    }

    /** The text form: the job's id, for a number above 0 followed by a zero character and the number. */
    public String text() {
        return number == 0 ? job.value() : job.value() + '\0' + number;
    }
}
