package io.distributedscheduler.store;

/**
 * Takes a running occurrence out of the sequence of its job, so that the next one can run beside it.
 *
 * @param partition of the job
 * @param node that holds the claim
 * @param claim of the job's next occurrence
 * @param most so many occurrences may be out of the sequence at once, from 1 to {@link JobStore#MAX_BRANCHES}
 * @param after where the job's next occurrence stands: {@link After.Next}, {@link After.NextFire}
 * @param counts of the run and of what is not run before the next occurrence, as with a {@link Completion}
 */
public record BranchRequest(int partition, NodeId node, ClaimRef claim, int most, After after, Counts counts) {

    /** @throws IllegalArgumentException when {@code after} is another, or {@code most} is below 1 or above {@link JobStore#MAX_BRANCHES} */
    public BranchRequest {
        if (!(after instanceof After.Next || after instanceof After.NextFire)) {
            throw new IllegalArgumentException("A next occurrence must follow one that is taken out, was " + after);
        }
        if (most < 1 || most > JobStore.MAX_BRANCHES) {
            throw new IllegalArgumentException("From 1 to " + JobStore.MAX_BRANCHES
                    + " occurrences may be out of the sequence of a job, was " + most);
        }
    }
}
