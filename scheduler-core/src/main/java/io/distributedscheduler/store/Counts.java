package io.distributedscheduler.store;

/**
 * What became of the occurrences of a repeating or keyword job.
 *
 * @param runs occurrences that were run to their end (retries do not count)
 * @param missed not run because nobody could: no node, or the job was changed, stopped or removed while overdue
 * @param skipped not run because the previous run still lasted
 * @param coalesced run together with a later one, because they were late
 * @param failedInARow how many of the last runs have failed or timed out, each after its retries; 0 once one has succeeded,
 *     or a person has started the job
 */
public record Counts(long runs, long missed, long skipped, long coalesced, int failedInARow) {

    public static final Counts NONE = new Counts(0, 0, 0, 0);

    /** Without failures. */
    public Counts(long runs, long missed, long skipped, long coalesced) {
        this(runs, missed, skipped, coalesced, 0);
    }

    /** With the occurrences of another one; the failures stay. */
    public Counts plus(Counts other) {
        return new Counts(
                runs + other.runs,
                missed + other.missed,
                skipped + other.skipped,
                coalesced + other.coalesced,
                failedInARow);
    }

    /** With another number of failures. */
    public Counts failedInARow(int failures) {
        return new Counts(runs, missed, skipped, coalesced, failures);
    }

    /** All occurrences so far. */
    public long total() {
        return runs + missed + skipped + coalesced;
    }
}
