package io.distributedscheduler.policy;

/**
 * What becomes of an occurrence that comes while a run of its job lasts, with its retries: of a tick of the trigger, or of a
 * fire of the keyword. What is not run is counted as skipped.
 */
public sealed interface Overlap {

    /** As many ticks as may wait for a run to end; earlier ones are skipped. Of fires 1,000 wait, then {@code fire} says so. */
    int MOST_QUEUED = 1_000;

    /** Skips it: the default of a job that repeats by a clock. */
    static Overlap skip() {
        return new Skip();
    }

    /** Runs one when the run has ended: the last that came meanwhile. Skips the others. */
    static Overlap queueOne() {
        return new QueueOne();
    }

    /** Runs all that came meanwhile, in order, one after the other: the default of a keyword job. */
    static Overlap queue() {
        return new Queue();
    }

    /**
     * Tells the run to end, as {@code stop} does, and runs the new one when it has: the last, if several came. Code that does
     * not listen goes on to its end. An attempt that would be retried after the next tick is not retried. A retry of a keyword
     * job that comes after the next fire is told to end as soon as it has begun.
     */
    static Overlap cancel() {
        return new Cancel();
    }

    /** None. */
    record Skip() implements Overlap {}

    /** The last. */
    record QueueOne() implements Overlap {}

    /** All. */
    record Queue() implements Overlap {}

    /** The last, and at once. */
    record Cancel() implements Overlap {}
}
