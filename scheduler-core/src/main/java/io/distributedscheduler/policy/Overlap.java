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

    /**
     * Runs it at once, beside those that run, as long as no more than so many run at once, on all nodes together; a run that
     * waits for its next attempt counts as one of them. Of ticks that come while so many run, each is skipped; fires queue, as
     * {@link #queue()} says.
     *
     * <p>{@link io.distributedscheduler.job.Job#exclusive()} does not mean that runs do not overlap then. A change of the job
     * lets those that run end, and not be tried again.
     *
     * @param atOnce how many, from 2 to 100
     * @throws IllegalArgumentException when it is another number
     */
    static Overlap allow(int atOnce) {
        return new Allow(atOnce);
    }

    /** None. */
    record Skip() implements Overlap {}

    /** The last. */
    record QueueOne() implements Overlap {}

    /** All. */
    record Queue() implements Overlap {}

    /** The last, and at once. */
    record Cancel() implements Overlap {}

    /** All, at once, but no more than so many. */
    record Allow(int atOnce) implements Overlap {

        /** As many as may run at once. */
        public static final int MOST = 100; // One in the sequence, JobStore.MAX_BRANCHES out of it.

        /** @throws IllegalArgumentException when {@code atOnce} is below 2 or above {@link #MOST} */
        public Allow {
            if (atOnce < 2 || atOnce > MOST) {
                throw new IllegalArgumentException("From 2 to " + MOST
                        + " runs of a job may be allowed at once, was " + atOnce
                        + "; one at a time is what the other policies are for");
            }
        }
    }
}
