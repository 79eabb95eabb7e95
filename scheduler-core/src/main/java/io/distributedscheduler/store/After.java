package io.distributedscheduler.store;

import java.time.Duration;

/** What shall follow a run that ended, if nothing happened to its job meanwhile. */
public sealed interface After {

    /**
     * The same run again, as its next attempt, that long after the step; it keeps its planned instant.
     *
     * @param delay as in {@link Due.In}
     */
    record Retry(Duration delay) implements After {
        public Retry {
            delay = Millis.up(delay);
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

    /** Nothing: the job is finished and removed; its runs stay. */
    record Finished() implements After {}

    /** Nothing until a person starts it: the job is FAILED. */
    record Failed(String reason) implements After {}
}
