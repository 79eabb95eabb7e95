package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job as the store keeps it: the few facts its steps need, and the definition as text that it never reads.
 *
 * @param id the job
 * @param revision how often it was changed; 1 when scheduled. The store counts it up in {@code modify}
 * @param queue what a node must be able to run: the eid, or {@code eid~type} where the trigger is of a user's own type
 * @param keyword the keyword it waits for, or null
 * @param repeats whether it may run more than once: its runs are listed and its occurrences counted
 * @param body the definition, opaque
 */
public record StoredJob(
        JobId id, long revision, String queue, @Nullable String keyword, boolean repeats, String body) {

    /** The eid: the queue without a trigger type. */
    public String executor() {
        int split = queue.indexOf('~');
        return split < 0 ? queue : queue.substring(0, split);
    }
}
