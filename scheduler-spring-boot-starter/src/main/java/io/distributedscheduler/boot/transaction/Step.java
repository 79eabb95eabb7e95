package io.distributedscheduler.boot.transaction;

import io.distributedscheduler.DistributedScheduler;
import io.distributedscheduler.job.Job;
import io.distributedscheduler.job.JobId;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call that waits for the commit of its transaction.
 *
 * @param what it does, for people, such as "scheduling job welcome-ada"
 * @param size how many jobs it carries, at least 1
 * @param leaves the jobs that are not as the store has them once it is done
 * @param action what it does
 * @param dropped is told why it will not be done
 */
record Step(String what, int size, List<Left> leaves, Action action, Consumer<Throwable> dropped) {

    /**
     * How a step leaves a job.
     *
     * @param job as it was scheduled or changed; empty for one that was removed
     */
    record Left(JobId id, Optional<Job> job) {}

    /** What a step does. */
    @FunctionalInterface
    interface Action {

        /**
         * Does it. When it throws since the store does not answer, it is called again, and finds out itself whether that has
         * been done already.
         *
         * @param progress what earlier steps of the transaction have come to
         */
        void run(DistributedScheduler scheduler, Progress progress);
    }
}
