package io.distributedscheduler.store;

import io.distributedscheduler.job.JobState;
import java.util.Optional;

/**
 * @param partition where
 * @param state only jobs in this state
 * @param executor only jobs of this eid
 * @param cursor where to go on: empty at first, then {@link JobPage#cursor()}
 * @param limit about so many, 1 to {@link JobStore#MAX_LISTED_JOBS}; a page may hold fewer, even none, and still not be the last
 */
public record ListRequest(
        int partition, Optional<JobState> state, Optional<String> executor, String cursor, int limit) {

    /** @throws IllegalArgumentException when the limit is less than 1 or too large */
    public ListRequest {
        if (limit < 1 || limit > JobStore.MAX_LISTED_JOBS) {
            throw new IllegalArgumentException(
                    "A page holds 1 to " + JobStore.MAX_LISTED_JOBS + " jobs, asked for " + limit);
        }
    }
}
