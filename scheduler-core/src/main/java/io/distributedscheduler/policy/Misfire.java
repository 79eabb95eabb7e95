package io.distributedscheduler.policy;

import io.distributedscheduler.trigger.TimeLimits;
import java.time.Duration;

/**
 * What becomes of an occurrence that comes late, since no node was there, or none was free, when it was due.
 *
 * <p>How late it is, is judged once: when a node claims its first attempt, by store time. Retries, and runs that come
 * again because their node died, are never late. Occurrences that are not run are counted, as missed or coalesced, and
 * the first of those that are missed together gets a record with outcome
 * {@link io.distributedscheduler.job.Outcome#MISSED}.
 *
 * <p>A one-time job that is missed is finished. A fire of a keyword job is late when it has waited, also for earlier
 * fires of its job.
 */
public sealed interface Misfire {

    /** As many missed occurrences {@link CatchUp} runs at most, one after the other; earlier ones are missed. */
    int MOST_CAUGHT_UP = 1_000;

    /** Runs one, however late, and counts those since then as coalesced: the default. */
    static Misfire runOnce() {
        return new RunOnce();
    }

    /** Runs none that is more than a minute late, and goes on with the next. */
    static Misfire skip() {
        return skip(Duration.ofMinutes(1));
    }

    /**
     * Runs none that is later than this (cut to whole milliseconds), and goes on with the first that is not; a run may
     * then still stand for several, of which the others are coalesced.
     *
     * @throws IllegalArgumentException when it is negative or longer than a hundred years
     */
    static Misfire skip(Duration threshold) {
        return new Skip(threshold);
    }

    /**
     * Runs all, in order and one after the other, as long as they are no later than this (cut to whole milliseconds);
     * earlier ones are missed, and so are all but the last {@value #MOST_CAUGHT_UP}. Ticks that come while a run lasts
     * are run after it, too.
     *
     * @throws IllegalArgumentException when it is negative or longer than a hundred years
     */
    static Misfire catchUp(Duration window) {
        return new CatchUp(window);
    }

    /** One run stands for all that are late. */
    record RunOnce() implements Misfire {}

    /**
     * None that is too late is run.
     *
     * @param threshold how late one may be
     */
    record Skip(Duration threshold) implements Misfire {

        /** @throws IllegalArgumentException when the threshold is negative or longer than a hundred years */
        public Skip {
            threshold = TimeLimits.checkDuration("misfire threshold", threshold);
        }
    }

    /**
     * Each is run.
     *
     * @param window how late one may be
     */
    record CatchUp(Duration window) implements Misfire {

        /** @throws IllegalArgumentException when the window is negative or longer than a hundred years */
        public CatchUp {
            window = TimeLimits.checkDuration("catch-up window", window);
        }
    }
}
