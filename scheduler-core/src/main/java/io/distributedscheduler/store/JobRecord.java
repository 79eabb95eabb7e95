package io.distributedscheduler.store;

import io.distributedscheduler.job.JobState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A job and where it stands.
 *
 * @param due planned instant of the pending or running occurrence
 * @param notBefore the instant the pending handle stands at: {@code due}, that of the retry, or that of
 *     {@link After.Queued}
 * @param attempt of the pending or running occurrence, from 1; 0 when there is none
 * @param running the node on which that occurrence runs, if it does
 * @param branches nodes on which occurrences run that were taken out of the sequence, each once, by their text
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
        List<NodeId> branches,
        Counts counts,
        Optional<Note> note) {

    /** Of a job of which none is out of the sequence. */
    public JobRecord(
            StoredJob job,
            JobState state,
            Optional<Instant> due,
            Optional<Instant> notBefore,
            int attempt,
            List<NodeId> running,
            Counts counts,
            Optional<Note> note) {
        this(job, state, due, notBefore, attempt, running, List.of(), counts, note);
    }

    /** All nodes on which claims live, each once. */
    public List<NodeId> nodes() {
        return Stream.concat(running.stream(), branches.stream()).distinct().toList();
    }

    /** Whether its occurrence runs, or waits for its next attempt: then it counts as a run when it ends. */
    public boolean hasBegun() {
        return !running.isEmpty() || attempt > 1;
    }

    /** Since when a job is STOPPED or FAILED, why, and by whom. */
    public record Note(Instant since, String reason, String by) {}
}
