package io.distributedscheduler.store;

import java.util.Optional;

/**
 * A change of a definition.
 *
 * @param job the new definition; its revision is the one expected to be there now
 * @param pending where it shall stand if no claim lives
 * @param next where it shall stand when the claim that lives now has ended; not {@link Due.Unchanged}
 * @param accounting of occurrences that the change drops, if any
 * @param revive whether a STOPPED or FAILED job becomes pending by it; otherwise such a job keeps its state
 */
public record Modification(StoredJob job, Due pending, Due next, Optional<Accounting> accounting, boolean revive) {}
