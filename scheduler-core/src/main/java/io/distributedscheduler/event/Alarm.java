package io.distributedscheduler.event;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.RunError;
import io.distributedscheduler.job.RunId;
import java.time.Instant;
import java.util.Optional;

/**
 * Something that a person should look at. Of what happens again and again only the first is told at once: what has come within
 * a minute of an alarm of the same kind and executor is told after that minute, as one.
 *
 * @param kind what has happened
 * @param text the same for people, in one line; without results, payloads and errors
 * @param executor eid that it is about
 * @param job that it is about; empty for one that is about all jobs of the executor
 * @param run that it is about
 * @param due when it was due, in store time
 * @param node name of the node that it happened on, or that found it out
 * @param error why, as far as it is known; may hold what user code has put into its exceptions
 * @param more how many more of its kind and executor have come since the one that was told before
 */
public record Alarm(
        Kind kind,
        String text,
        String executor,
        Optional<JobId> job,
        Optional<RunId> run,
        Optional<Instant> due,
        String node,
        Optional<RunError> error,
        long more) {

    /** What has happened. */
    public enum Kind {
        /** A run has failed, and no further attempt follows. */
        FAILED,
        /** A run took longer than its timeout, and no further attempt follows. */
        TIMED_OUT,
        /** A node died with a run; unless that happened too often, it runs again. */
        LOST,
        /** An occurrence came later than its job allows, and was not run. */
        MISSED,
        /** A run has started later after its due instant than is set, or due jobs have waited longer than that. */
        LATE,
        /** Due jobs have an executor that no live node has. */
        NO_EXECUTOR
    }

    /** The same, for more of its kind. */
    public Alarm more(long more) {
        return new Alarm(kind, text, executor, job, run, due, node, error, more);
    }
}
