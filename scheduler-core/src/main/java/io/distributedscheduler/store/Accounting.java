package io.distributedscheduler.store;

import java.time.Instant;
import java.util.List;

/**
 * Counts of a trigger's occurrences that a change drops, worked out from what the caller saw. Fires and runs that the
 * change closes are counted by the store, not here.
 *
 * @param seen the planned instant of the job's pending or running occurrence that the caller saw, as in
 *     {@link JobRecord#due()}
 * @param begun whether that occurrence had begun, as in {@link JobRecord#hasBegun()}: one that has counts as a run when
 *     it ends, one that has not is among the counts. When either is otherwise by now, the change is answered as a conflict
 * @param counts to add to the job's counts, if it repeats
 * @param upcoming the ticks, in order, that may come before the step does: each that has come by its time, in milliseconds, is
 *     counted as well, as skipped if the occurrence had begun and else as missed. The change is answered as a conflict when
 *     there are {@link #MOST_UPCOMING} and all have come
 */
public record Accounting(Instant seen, boolean begun, Counts counts, List<Instant> upcoming) {

    /** As many ticks to come as one says at most. */
    public static final int MOST_UPCOMING = 100;

    /** @throws IllegalArgumentException when too many ticks are to come */
    public Accounting {
        upcoming = List.copyOf(upcoming);
        if (upcoming.size() > MOST_UPCOMING) {
            throw new IllegalArgumentException(
                    "At most " + MOST_UPCOMING + " ticks may be upcoming, were " + upcoming.size());
        }
    }

    /** With no ticks to come. */
    public Accounting(Instant seen, boolean begun, Counts counts) {
        this(seen, begun, counts, List.of());
    }

    /**
     * Of a job that has an occurrence.
     *
     * @throws java.util.NoSuchElementException when none is pending or running
     */
    public static Accounting of(JobRecord job, Counts counts, List<Instant> upcoming) {
        return new Accounting(job.due().orElseThrow(), job.hasBegun(), counts, upcoming);
    }

    /**
     * Of a job that has an occurrence, with no ticks to come.
     *
     * @throws java.util.NoSuchElementException when none is pending or running
     */
    public static Accounting of(JobRecord job, Counts counts) {
        return of(job, counts, List.of());
    }

    /** Whether there may be more ticks that have come by then than are known. */
    public boolean isOutrunBy(Instant now) {
        return upcoming.size() == MOST_UPCOMING && come(now) == MOST_UPCOMING;
    }

    /** All that a step at that time counts. */
    public Counts countsBy(Instant now) {
        long come = come(now);
        return counts.plus(new Counts(0, begun ? 0 : come, begun ? come : 0, 0));
    }

    private long come(Instant now) {
        return upcoming.stream()
                .filter(tick -> tick.toEpochMilli() <= now.toEpochMilli())
                .count();
    }
}
