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

        JobId job();
    }

    /** User code is about to be entered; {@code started} is store time as the node estimates it. */
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

    /** An attempt failed or timed out, and another one follows after the delay. */
    record RunRetried(Run run, Duration delay) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** A run was stopped. */
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

    /** A node died with the run, which this node put back or, after too many losses, parked as FAILED. */
    record RunLost(Run run) implements RunEvent {
        @Override
        public JobId job() {
            return run.job();
        }
    }

    /** A due job found no live node that has its executor. Told again at most once a minute for each executor. */
    record ExecutorMissing(String executor, Instant oldestDue, long pending) implements SchedulerEvent {}

    /** The store does not answer; the node goes on with what it runs and tries again. */
    record StoreAway(int partition, String reason) implements SchedulerEvent {}

    /** The store answers again. */
    record StoreBack(int partition, Duration away) implements SchedulerEvent {}

    /** This node was declared dead, or the store lost it; it has joined again under a new epoch. */
    record NodeRejoined(int partition, String node, boolean storeWasEmpty) implements SchedulerEvent {}
}
