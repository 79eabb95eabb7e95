package io.distributedscheduler.store;

/**
 * What became of the occurrences of a repeating or keyword job.
 *
 * @param runs occurrences that were run to their end (retries do not count)
 * @param missed not run because nobody could: no node, or the job was changed, stopped or removed while overdue
 * @param skipped not run because the previous run still lasted
 * @param coalesced run together with a later one, because they were late
 */
public record Counts(long runs, long missed, long skipped, long coalesced) {

    public static final Counts NONE = new Counts(0, 0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(
                runs + other.runs, missed + other.missed, skipped + other.skipped, coalesced + other.coalesced);
    }

    /** All occurrences so far. */
    public long total() {
        return runs + missed + skipped + coalesced;
    }
}
