package io.distributedscheduler.store;

import io.distributedscheduler.job.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * One run handed to one node.
 *
 * @param handle the occurrence
 * @param token fencing token of this claim
 * @param run the run: token of its first claim
 * @param due planned instant
 * @param notBefore instant before which it must not start: {@code due}, that of the retry, or that of {@link After.Queued}
 * @param attempt number of this attempt, from 1
 * @param losses how many attempts of this run have lost their node so far
 * @param handedBack how many attempts of this run were handed back so far; see {@link After.Retry#handedBack()}
 * @param job the definition
 * @param counts of the job so far; {@link Counts#NONE} unless it repeats
 * @param fire what fired it, if a fire did
 */
public record Claim(
        Handle handle,
        long token,
        RunId run,
        Instant due,
        Instant notBefore,
        int attempt,
        int losses,
        int handedBack,
        StoredJob job,
        Counts counts,
        Optional<Fire> fire) {}
