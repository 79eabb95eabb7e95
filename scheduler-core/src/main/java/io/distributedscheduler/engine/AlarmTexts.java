package io.distributedscheduler.engine;

import io.distributedscheduler.event.Alarm;
import io.distributedscheduler.event.Alarm.Kind;
import io.distributedscheduler.event.SchedulerEvent;
import io.distributedscheduler.event.SchedulerEvent.ExecutorMissing;
import io.distributedscheduler.event.SchedulerEvent.JobsOverdue;
import io.distributedscheduler.event.SchedulerEvent.RunFailed;
import io.distributedscheduler.event.SchedulerEvent.RunLost;
import io.distributedscheduler.event.SchedulerEvent.RunMissed;
import io.distributedscheduler.event.SchedulerEvent.RunStarted;
import io.distributedscheduler.event.SchedulerEvent.RunTimedOut;
import io.distributedscheduler.job.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Which events are alarms, and what these say. */
final class AlarmTexts {

    private final String node;
    private final Duration lateAfter;

    /** @param lateAfter how long after its due instant a run is late */
    AlarmTexts(String node, Duration lateAfter) {
        this.node = node;
        this.lateAfter = lateAfter;
    }

    Optional<Alarm> of(SchedulerEvent event) {
        if (event instanceof RunFailed failed) {
            return run(
                    Kind.FAILED,
                    failed.run(),
                    "has failed for good, at attempt " + failed.run().attempt());
        } else if (event instanceof RunTimedOut timedOut) {
            return run(
                    Kind.TIMED_OUT,
                    timedOut.run(),
                    "took too long, at attempt " + timedOut.run().attempt());
        } else if (event instanceof RunLost lost) {
            return run(
                    Kind.LOST,
                    lost.run(),
                    lost.run().last()
                            ? "has lost its node, and does not run again"
                            : "has lost its node, and runs again");
        } else if (event instanceof RunMissed missed) {
            return run(Kind.MISSED, missed.run(), "came later than it may, and was not run");
        } else if (event instanceof RunStarted started) {
            return late(started);
        } else if (event instanceof JobsOverdue overdue) {
            return executor(
                    Kind.LATE,
                    overdue.executor(),
                    "due jobs wait to be run, of " + overdue.pending() + " that are pending",
                    overdue.oldestDue());
        } else if (event instanceof ExecutorMissing missing) {
            return executor(
                    Kind.NO_EXECUTOR,
                    missing.executor(),
                    missing.pending() + " jobs wait for an executor that no live node has",
                    missing.oldestDue());
        }
        return Optional.empty();
    }

    private Optional<Alarm> late(RunStarted started) {
        Duration late = Duration.between(started.due(), started.started());
        if (started.attempt() > 1 || late.compareTo(lateAfter) <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Alarm(
                Kind.LATE,
                text(
                        started.job() + " (executor " + started.executor() + ") has started " + late.toMillis() + " ms"
                                + " late",
                        started.due(),
                        started.node()),
                started.executor(),
                Optional.of(started.job()),
                Optional.of(started.run()),
                Optional.of(started.due()),
                started.node(),
                Optional.empty(),
                0));
    }

    private static Optional<Alarm> run(Kind kind, Run run, String what) {
        return Optional.of(new Alarm(
                kind,
                text(run.job() + " (executor " + run.executor() + ") " + what, run.due(), run.node()),
                run.executor(),
                Optional.of(run.job()),
                Optional.of(run.id()),
                Optional.of(run.due()),
                run.node(),
                run.error(),
                0));
    }

    private Optional<Alarm> executor(Kind kind, String executor, String what, Instant oldestDue) {
        return Optional.of(new Alarm(
                kind,
                "Executor " + executor + ": " + what + "; the first was due at " + oldestDue,
                executor,
                Optional.empty(),
                Optional.empty(),
                Optional.of(oldestDue),
                node,
                Optional.empty(),
                0));
    }

    private static String text(String what, Instant due, String node) {
        return "Job " + what + "; due at " + due + ", on node " + node;
    }
}
