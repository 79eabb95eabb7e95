package io.distributedscheduler.store;

import java.time.Duration;

/**
 * How long ended runs are kept.
 *
 * <p>Records that the store writes itself, of an attempt that lost its node or of a run that a stop, a change or a release
 * closed, are listed whatever the count, at most {@link JobStore#MAX_LISTED_RUNS} of a job: until its next run ends or it
 * is gone, which with a count of 0 forgets the list.
 *
 * @param count runs kept of a job that runs more than once, newest first; 0 keeps none, also of one-time jobs
 * @param keepFor how long runs are kept after their job has gone
 */
public record Retention(int count, Duration keepFor) {

    public static final Retention NONE = new Retention(0, Duration.ZERO);
}
