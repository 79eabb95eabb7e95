package io.distributedscheduler.event;

import io.distributedscheduler.job.JobId;
import io.distributedscheduler.job.Run;
import io.distributedscheduler.job.RunId;
import java.time.Duration;
import java.time.Instant;

/**
 * Something that happened on this node, or that this node found out. Each event is told once, by the node it names or
 * that found it; nodes do not repeat each other's.
 */
public sealed interface SchedulerEvent {

    /** An event of one run. */
    sealed interface RunEvent extends SchedulerEvent {

        /** The job it is a run of. */
        JobId job();
    }

    /**
     * User code is about to be entered.
     *
     * @param run the run
     * @param executor eid that runs it
     * @param attempt number of the attempt, from 1
     * @param token fencing token of the attempt
     * @param due planned instant of the occurrence, in store time
     * @param started now, in store time as the node estimates it
     * @param node name of this node
     */
    record RunStarted(RunId run, String executor, int attempt, long token, Instant due, Instant started, String node)
            implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** A run ended well. */
    record RunSucceeded(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** A run ended with a failure, and no further attempt follows. */
    record RunFailed(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /**
     * An attempt failed or timed out, and another one follows.
     *
     * @param run the attempt that ended
     * @param delay from its end to the next
     */
    record RunRetried(Run run, Duration delay) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** A run was stopped; told by the node whose caller did it, if it waited for its next attempt. */
    record RunStopped(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** A run took longer than its timeout, and no further attempt follows. */
    record RunTimedOut(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /**
     * A node died with the run, which this node put back or, after too many losses, parked as FAILED. If the attempt was
     * the run's {@link Run#last}, nothing else tells of its end.
     */
    record RunLost(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** An occurrence came later than its job allows, and was not run; its error says how many were missed with it. */
    record RunMissed(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /**
     * Due jobs found no live node that has their executor. Told again at most once a minute for each executor.
     *
     * @param executor eid that no live node has, followed by {@code ~type} where it is the trigger's type that they lack
     * @param oldestDue when the first of them was due, in store time
     * @param pending how many of them are due now or later
     */
    record ExecutorMissing(String executor, Instant oldestDue, long pending) implements SchedulerEvent {}

    /**
     * Due jobs wait longer than is set, although a live node has their executor: too few workers, or runs that take too long. Told
     * again at most once a minute for each executor.
     *
     * @param executor eid of their executor
     * @param oldestDue when the first of them was due, in store time
     * @param pending how many of them are due now or later
     */
    record JobsOverdue(String executor, Instant oldestDue, long pending) implements SchedulerEvent {}

    /**
     * The store does not answer; the node goes on with what it runs and tries again.
     *
     * @param partition that is away, from 0
     * @param reason what the store, or the connection to it, said last
     */
    record StoreAway(int partition, String reason) implements SchedulerEvent {}

    /**
     * The store answers again.
     *
     * @param partition that is back, from 0
     * @param away for how long, by this node's monotonic clock
     */
    record StoreBack(int partition, Duration away) implements SchedulerEvent {}

    /**
     * This node has joined, and the jobs that its application declares are in the store: a fire reaches them.
     *
     * @param node name of this node
     */
    record NodeReady(String node) implements SchedulerEvent {}

    /**
     * This node was declared dead, or the store lost it; it has joined again under a new epoch.
     *
     * @param partition in which it joined, from 0
     * @param node this node, as it is called now
     * @param storeWasEmpty whether the store had lost everything
     */
    record NodeRejoined(int partition, String node, boolean storeWasEmpty) implements SchedulerEvent {}
}
