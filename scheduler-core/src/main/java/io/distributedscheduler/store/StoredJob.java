package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job as the store keeps it: the few facts its steps need, and the definition as text that it never reads.
 *
 * @param id the job
 * @param revision how often it was changed; 1 when scheduled. The store counts it up in {@code modify}
 * @param queue what a node must be able to run: the eid, with {@code ~type} where the trigger is of a user's own type, and
 *     with {@code @schema} where only nodes of a later version can read the definition
 * @param keyword the keyword it waits for, or null
 * @param repeats whether it may run more than once: its runs are listed and its occurrences counted
 * @param body the definition, opaque
 */
public record StoredJob(
        JobId id, long revision, String queue, @Nullable String keyword, boolean repeats, String body) {

    /** The eid: the queue without a trigger type and a schema. */
    public String executor() {
        return executorOf(queue);
    }

    /** The eid that a queue is of. */
    public static String executorOf(String queue) {
        int length = 0;
        while (length < queue.length() && queue.charAt(length) != '~' && queue.charAt(length) != '@') {
            length++;
        }
        return queue.substring(0, length);
    }
}
