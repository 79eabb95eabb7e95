package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * An ended attempt as the store keeps it; see {@code Run} for the meaning of its parts.
 *
 * @param run token of the run's first claim
 * @param queue of the job when it was claimed
 * @param keyword that fired it, if one did
 * @param started when user code was entered, as the completion says; of a LOST attempt, and of one closed by a change, when it was claimed
 * @param detail result or error as JSON, opaque; empty for none
 */
public record RunRecord(
        JobId job,
        long run,
        long token,
        String queue,
        Outcome outcome,
        int attempt,
        boolean last,
        Instant due,
        Instant started,
        Instant finished,
        NodeId node,
        long revision,
        Optional<String> keyword,
        String detail) {}
