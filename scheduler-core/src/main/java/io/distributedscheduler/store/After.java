package io.distributedscheduler.store;

import java.time.Duration;

/** What shall follow a run that ended, if nothing happened to its job meanwhile. */
public sealed interface After {

    /** The same run again, as its next attempt, that long after the step; it keeps its planned instant. */
    record Retry(Duration delay) implements After {}

    /** The job's next occurrence. */
    record Next(Due due) implements After {}

    /** Nothing: the job is finished and removed; its runs stay. */
    record Finished() implements After {}

    /** Nothing until a person starts it: the job is FAILED. */
    record Failed(String reason) implements After {}
}
