package io.distributedscheduler.store;

import java.time.Instant;

/**
 * What became of a branch.
 *
 * @param time of the step
 */
public record BranchAnswer(Result result, Instant time) {

    /** What it was. */
    public enum Result {
        /** The occurrence is out of the sequence, and the next one stands. */
        BRANCHED,
        /** As many as may are out of it already; nothing was changed. */
        FULL,
        /** The node does not hold the claim, or something happened to its job meanwhile; nothing was changed. */
        REFUSED
    }
}
