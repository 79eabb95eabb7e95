package io.distributedscheduler;

import io.distributedscheduler.job.JobState;
import io.distributedscheduler.job.Names;
import io.distributedscheduler.store.JobStore;
import java.util.Optional;

/**
 * Which jobs {@code list} shall answer.
 *
 * @param state only jobs in this state
 * @param executor only jobs of this executor
 * @param cursor where to go on: empty at first, then {@link JobList#cursor()}
 * @param limit about so many, 1 to 500
 */
public record JobQuery(Optional<JobState> state, Optional<String> executor, String cursor, int limit) {

    /** The largest page. */
    public static final int MAX_LIMIT = JobStore.MAX_LISTED_JOBS;

    /** @throws IllegalArgumentException when no executor can have that id, or the limit is not 1 to 500 */
    public JobQuery {
        executor.ifPresent(Names::executor);
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A page holds 1 to " + MAX_LIMIT + " jobs, asked for " + limit);
        }
    }

    /** All jobs, 100 a page. */
    public static JobQuery all() {
        return new JobQuery(Optional.empty(), Optional.empty(), "", 100);
    }

    /** Only jobs in this state. */
    public JobQuery state(JobState state) {
        return new JobQuery(Optional.of(state), executor, cursor, limit);
    }

    /** Only jobs of this executor. */
    public JobQuery executor(String eid) {
        return new JobQuery(state, Optional.of(eid), cursor, limit);
    }

    /** The page after one that had this cursor. */
    public JobQuery cursor(String cursor) {
        return new JobQuery(state, executor, cursor, limit);
    }

    /** About so many a page, 1 to 500. */
    public JobQuery limit(int limit) {
        return new JobQuery(state, executor, cursor, limit);
    }
}
