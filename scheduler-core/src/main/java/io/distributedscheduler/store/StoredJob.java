package io.distributedscheduler.store;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.policy.Limit;
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
 * @param limit what its key limits it to; none without a key, and perhaps with one
 * @param body the definition, opaque
 */
public record StoredJob(
        JobId id, long revision, String queue, @Nullable String keyword, boolean repeats, Limit limit, String body) {

    /** One that no key limits. */
    public StoredJob(JobId id, long revision, String queue, @Nullable String keyword, boolean repeats, String body) {
        this(id, revision, queue, keyword, repeats, Limit.NONE, body);
    }

    /** The same definition as another revision. */
    public StoredJob revision(long other) {
        return new StoredJob(id, other, queue, keyword, repeats, limit, body);
    }

    /** The eid: the queue without a trigger type, a schema and a key. */
    public String executor() {
        return executorOf(queue);
    }

    /** The eid that a queue is of. */
    public static String executorOf(String queue) {
        int length = 0;
        while (length < queue.length() && "~@#".indexOf(queue.charAt(length)) < 0) {
            length++;
        }
        return queue.substring(0, length);
    }
}
