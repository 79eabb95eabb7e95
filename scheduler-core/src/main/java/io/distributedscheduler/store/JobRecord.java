package io.distributedscheduler.store;

import io.distributedscheduler.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job and where it stands.
 *
 * @param due planned instant of the pending or running occurrence
 * @param notBefore the instant the pending handle stands at: {@code due}, that of the retry, or that of
 *     {@link After.Queued}
 * @param attempt of the pending or running occurrence, from 1; 0 when there is none
 * @param running nodes on which claims live
 * @param counts of its occurrences; {@link Counts#NONE} unless it repeats
 * @param note why it is STOPPED or FAILED
 */
public record JobRecord(
        StoredJob job,
        JobState state,
        Optional<Instant> due,
        Optional<Instant> notBefore,
        int attempt,
        List<NodeId> running,
        Counts counts,
        Optional<Note> note) {

    /** Whether its occurrence runs, or waits for its next attempt: then it counts as a run when it ends. */
    public boolean hasBegun() {
        return !running.isEmpty() || attempt > 1;
    }

    /** Since when a job is STOPPED or FAILED, why, and by whom. */
    public record Note(Instant since, String reason, String by) {}
}
