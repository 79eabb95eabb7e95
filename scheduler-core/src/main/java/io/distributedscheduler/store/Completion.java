package io.distributedscheduler.store;

import io.distributedscheduler.job.Outcome;
import java.time.Instant;

/**
 * The end of an attempt.
 *
 * @param claim which
 * @param started when user code was entered, by the node's estimate of store time; kept in the record as it is
 * @param outcome how it ended
 * @param detail result or error as JSON, opaque; empty for none
 * @param after what shall follow
 * @param counts to add to the job's counts when the run ended with this attempt, if the job repeats by then
 * @param retention how its record is kept
 */
public record Completion(
        ClaimRef claim,
        Instant started,
        Outcome outcome,
        String detail,
        After after,
        Counts counts,
        Retention retention) {}
