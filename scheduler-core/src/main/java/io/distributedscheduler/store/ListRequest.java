package io.distributedscheduler.store;

import io.distributedscheduler.job.JobState;
import java.util.Optional;

/**
 * @param partition where
 * @param state only jobs in this state
 * @param executor only jobs of this eid
 * @param cursor where to go on: empty at first, then {@link JobPage#cursor()}
 * @param limit about so many; a page may hold fewer, even none, and still not be the last
 */
public record ListRequest(
        int partition, Optional<JobState> state, Optional<String> executor, String cursor, int limit) {}
