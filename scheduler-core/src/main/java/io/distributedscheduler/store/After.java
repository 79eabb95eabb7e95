package io.distributedscheduler.store;

import java.time.Duration;
import java.time.Instant;

/** What shall follow a run that ended, if nothing happened to its job meanwhile. */
public sealed interface After {

    /**
     * The same run again, as its next attempt, that long after the step; it keeps its planned instant.
     *
     * @param delay as in {@link Due.In}
     * @param handedBack whether the attempt was interrupted because its node could not go on with it
     */
    record Retry(Duration delay, boolean handedBack) implements After {
        public Retry {
            delay = Millis.up(delay);
        }

        /** Of an attempt that was not handed back. */
        public Retry(Duration delay) {
            this(delay, false);
        }

        /** At once, of an attempt that was handed back. */
        public static Retry ofHandedBack() {
            return new Retry(Duration.ZERO, true);
        }
    }

    /**
     * The job's next occurrence.
     *
     * @param due not {@link Due.Unchanged}
     */
    record Next(Due due) implements After {
        public Next {
            if (due instanceof Due.Unchanged) {
                throw new IllegalArgumentException("The next occurrence must stand somewhere, was " + due);
            }
        }
    }

    /**
     * The job's next occurrence at once: it came while the run lasted, and has waited.
     *
     * @param planned its due instant by plan, in the past; rounded up to a millisecond
     */
    record Queued(Instant planned) implements After {
        public Queued {
            planned = Millis.up(planned);
        }
    }

    /**
     * The next fire of the job's keyword, as {@link Due.Waiting} says, but of those that it has not consumed only the last
     * ones: the others are skipped.
     *
     * @param most at most so many fires wait, 0 or more
     */
    record NextFire(int most) implements After {}

    /** Nothing: the job is finished and removed; its runs stay. */
    record Finished() implements After {}

    /** Nothing until a person starts it: the job is STOPPED, as {@code stop} does it. */
    record Stopped(String reason) implements After {}

    /** Nothing until a person starts it: the job is FAILED. */
    record Failed(String reason) implements After {}
}
