package io.distributedscheduler.store;

import io.distributedscheduler.job.Outcome;

/**
 * The end of an attempt.
 *
 * @param claim which
 * @param outcome how it ended
 * @param detail result or error as JSON, opaque; empty for none
 * @param after what shall follow
 * @param counts to add to the job's counts when the run ended with this attempt; only of jobs that repeat
 * @param retention how its record is kept
 */
public record Completion(
        ClaimRef claim, Outcome outcome, String detail, After after, Counts counts, Retention retention) {}
