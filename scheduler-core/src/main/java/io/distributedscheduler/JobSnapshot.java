package io.distributedscheduler;

import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.JobState;
import io.distributedscheduler.store.Counts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as it stood when it was looked at. All instants are store time.
 *
 * @param id of the job
 * @param job the definition; empty when this node cannot read it (a newer version wrote it, or it is damaged)
 * @param executor eid of the executor, also known when the definition cannot be read
 * @param state where it stands
 * @param due planned instant of its pending or running occurrence
 * @param notBefore the instant it waits for: {@code due}, that of a retry, or since when an occurrence is due that has waited
 *     for a run to end
 * @param attempt of the pending or running occurrence, from 1; 0 when there is none
 * @param runningOn names of the nodes that run it
 * @param counts what became of its occurrences, if it repeats
 * @param note why it is STOPPED or FAILED
 */
public record JobSnapshot(
        JobId id,
        Optional<Job> job,
        String executor,
        JobState state,
        Optional<Instant> due,
        Optional<Instant> notBefore,
        int attempt,
        List<String> runningOn,
        Counts counts,
        Optional<Note> note) {

    public JobSnapshot {
        runningOn = List.copyOf(runningOn);
    }

    /**
     * Since when a job is STOPPED or FAILED, why, and by whom.
     *
     * @param since in store time
     * @param reason as it was given; may be empty
     * @param by who did: a person, or the part of the system
     */
    public record Note(Instant since, String reason, String by) {}
}
