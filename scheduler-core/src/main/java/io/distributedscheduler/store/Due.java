package io.distributedscheduler.store;

import java.time.Duration;
import java.time.Instant;

/** Where a job shall stand: at an instant, or waiting for its keyword. */
public sealed interface Due {

    /**
     * At that instant; one that has passed is due at once.
     *
     * @param instant rounded up to a millisecond, so that nothing is early, and so that the occurrence after it is another
     */
    record At(Instant instant) implements Due {
        public At {
            instant = Millis.up(instant);
        }
    }

    /**
     * That long after the store's time in the step, rounded up to a millisecond; zero is at once.
     *
     * @param delay rounded up to a millisecond
     */
    record In(Duration delay) implements Due {
        public In {
            delay = Millis.up(delay);
        }
    }

    /** Nowhere until the keyword of the job is fired. */
    record Waiting() implements Due {}

    /** Where it stands already; a job that stands nowhere pending stays so. Only in {@code modify}. */
    record Unchanged() implements Due {}
}
