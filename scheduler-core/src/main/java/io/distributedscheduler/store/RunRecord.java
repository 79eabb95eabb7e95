package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * An ended attempt as the store keeps it; see {@code Run} for the meaning of its parts.
 *
 * <p>A run that waits for a retry, or for its next attempt after a loss, is <em>closed</em> when a change or stop takes
 * that away: by a record with outcome STOPPED, last, of the attempt it waited for; its token is that of the run, its
 * node {@link NodeId#NONE}, started and finished are the time of the step. The run counts as one, unless the change
 * keeps its occurrence.
 *
 * @param run token of the run's first claim
 * @param queue of the job when it was claimed, or closed
 * @param due planned instant, in milliseconds
 * @param started when user code was entered, as the completion says, cut to microseconds; of a LOST attempt, when it
 *     was claimed
 * @param finished time of the step
 * @param revision of the definition it ran; of a closed one, before the change
 * @param keyword that fired it, if one did
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
