package io.distributedscheduler.store;

import java.util.Optional;

/**
 * A change of a definition.
 *
 * @param job the new definition; its revision is the one expected to be there now
 * @param pending where it shall stand if no claim lives; {@link Due.Waiting} only with a keyword
 * @param next where it shall stand when the claim that lives now has ended; likewise, and not {@link Due.Unchanged}.
 *     Empty if the caller saw no claim: then one that lives, and that the job would follow, is answered as a conflict
 * @param accounting of occurrences that the change drops, if any
 * @param revive whether a STOPPED or FAILED job becomes pending by it; otherwise such a job keeps its state, as it does
 *     with {@link Due.Unchanged}. Fires count from now on
 */
public record Modification(
        StoredJob job, Due pending, Optional<Due> next, Optional<Accounting> accounting, boolean revive) {

    public Modification {
        boolean waits = pending instanceof Due.Waiting
                || next.filter(Due.Waiting.class::isInstance).isPresent();
        if (next.filter(Due.Unchanged.class::isInstance).isPresent() || waits && job.keyword() == null) {
            throw new IllegalArgumentException("Job " + job.id() + " must stand somewhere, was " + pending + ", next "
                    + next.map(Due::toString).orElse("nothing") + (job.keyword() == null ? ", without a keyword" : ""));
        }
    }
}
