package io.distributedscheduler.store;

import java.util.Optional;

/**
 * A change of a definition.
 *
 * @param job the new definition; its revision is the one expected to be there now
 * @param pending where it shall stand if no claim lives; {@link Due.Waiting} only with a keyword
 * @param next where it shall stand when the claim that lives now has ended; likewise, and not {@link Due.Unchanged}
 * @param accounting of occurrences that the change drops, if any
 * @param revive whether a STOPPED or FAILED job becomes pending by it; otherwise such a job keeps its state, as it does
 *     with {@link Due.Unchanged}. Fires count from now on
 */
public record Modification(StoredJob job, Due pending, Due next, Optional<Accounting> accounting, boolean revive) {

    public Modification {
        boolean waits = pending instanceof Due.Waiting || next instanceof Due.Waiting;
        if (next instanceof Due.Unchanged || waits && job.keyword() == null) {
            throw new IllegalArgumentException("Job " + job.id() + " must stand somewhere, was " + pending + ", next "
                    + next + (job.keyword() == null ? ", without a keyword" : ""));
        }
    }
}
